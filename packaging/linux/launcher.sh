#!/bin/sh
# Starts CNN Lab wherever it lies. Before that it looks at what the application cannot say
# itself: on the wrong machine, or with too old a C library, not a line of it runs.

machine='@MACHINE@'
glibc='@GLIBC@'
loader='@LOADER@'
advice='@ADVICE@, or start CNN Lab from its source.'

has() {
  command -v "$1" >/dev/null 2>&1
}

# Nobody reads the stderr of what was started from a menu.
show() {
  { [ ! -t 2 ] && [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; } || return 0
  if has zenity; then
    zenity --error --no-markup --width=480 --title='CNN Lab' --text="$1"
  elif has kdialog; then
    kdialog --title 'CNN Lab' --error "$1"
  elif has xmessage; then
    printf '%s\n' "$1" | fold -s -w 72 | xmessage -center -file -
  elif has notify-send; then
    notify-send 'CNN Lab' "$1"
  fi >/dev/null 2>&1 || :
}

refuse() {
  printf '%s\n' "$1" >&2
  [ "$wanted" = gui ] && show "$1"
  exit 1
}

# Prints the version of the GNU C library, `musl`, or nothing where nobody knows.
c_library() {
  if found=$(getconf GNU_LIBC_VERSION 2>/dev/null); then
    printf '%s' "${found#glibc }"
    return
  fi
  found=$(ldd --version 2>&1 </dev/null)
  case $found in
    *musl*) printf musl ;;
    *GLIBC* | *'GNU libc'*)
      found=${found%%"$newline"*}
      printf '%s' "${found##* }"
      ;;
  esac
}

is_older() { # first, second: versions as 2.36
  case $1 in
    [0-9]*.[0-9]*) ;;
    *) return 1 ;;
  esac
  major=${1%%.*} minor=${1#*.}
  minor=${minor%%[!0-9]*}
  [ "$major" -lt "${2%%.*}" ] ||
    { [ "$major" -eq "${2%%.*}" ] && [ "$minor" -lt "${2#*.}" ]; }
}

newline='
'
wanted=${1-gui}

here=$(uname -m)
[ "$here" = "$machine" ] ||
  refuse "CNN Lab cannot start: this one is for $machine computers, and this computer is $here. Get the one for $here where you got this, or start CNN Lab from its source."

here=$(c_library)
{ [ "$here" != musl ] && [ -e "$loader" ]; } ||
  refuse "CNN Lab cannot start: it needs the GNU C library $glibc or newer, and this system has another one. Use it on $advice"
is_older "$here" "$glibc" &&
  refuse "CNN Lab cannot start: it needs the GNU C library $glibc or newer, and this system has $here. Update to $advice"

itself=$0
case $itself in # `sh cnnlab`, in its own folder
  */*) ;;
  *) itself=./$itself ;;
esac
[ -L "$itself" ] && itself=$(readlink -f -- "$itself")
program=${itself%/*}/application/@COMMAND@
[ -x "$program" ] ||
  refuse "CNN Lab cannot start: $program is missing. Install CNN Lab again."
exec "$program" "$@"
