#!/bin/sh
# Puts CNN Lab into the menus of one person: what it writes, uninstall.sh takes away again.
set -eu

prefix=${HOME-}/.local
case ${1-} in
  '') ;;
  --prefix=?*) prefix=${1#--prefix=} ;;
  --prefix)
    [ -n "${2-}" ] || { echo 'Name the folder: --prefix DIR' >&2; exit 2; }
    prefix=$2
    ;;
  *)
    echo 'Usage: install.sh [--prefix DIR]    (without it: ~/.local)' >&2
    [ "$1" = --help ] && exit 0
    exit 2
    ;;
esac
case $prefix in
  /.local) echo 'There is no HOME to install into: use --prefix DIR.' >&2; exit 1 ;;
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

here=$(cd "$(dirname "$0")" && pwd -P)
case $here$prefix in
  *'
'*) echo 'A folder with a line break in its name cannot be used: move or rename it.' >&2; exit 1 ;;
esac
# It says itself why it cannot start here; then a menu entry is of no use.
scratch=$(mktemp -d) # in the home it would leave a log that nobody takes away
starts=yes
said=$(CNNLAB_HOME=$scratch "$here/cnnlab" --version 2>&1 >/dev/null </dev/null) || starts=no
rm -rf "$scratch"
[ $starts = yes ] || {
  printf '%s\n' "${said:-CNN Lab does not start.}" 'Nothing was installed.' >&2
  exit 1
}
list=$prefix/share/@COMMAND@/installed
[ ! -e "$list" ] || "$here/uninstall.sh" --prefix "$prefix" >/dev/null

folder() { # makes it, and what is above it, noting what was not there
  [ ! -d "$1" ] || return 0
  folder "$(dirname "$1")" || return 1
  mkdir "$1" 2>/dev/null || return 1
  made=$made$1'
'
}

note() {
  if [ -n "$made" ]; then
    printf '%s' "$made" >>"$list"
    made=
  fi
  [ $# -eq 0 ] || printf '%s\n' "$1" >>"$list"
}

is_free() { # somebody else's file is not written over
  { [ ! -e "$1" ] && [ ! -L "$1" ]; } || {
    echo "$1 is there already, and not from here. Move it away, or use --prefix DIR." >&2
    "$here/uninstall.sh" --prefix "$prefix" >/dev/null
    exit 1
  }
}

room() { # a folder to write in, or the end
  folder "$1" && [ -w "$1" ] || {
    echo "$1 cannot be written. Choose another folder with --prefix DIR." >&2
    [ ! -e "$list" ] || "$here/uninstall.sh" --prefix "$prefix" >/dev/null
    exit 1
  }
}

made=
room "$prefix/share/@COMMAND@"
: >"$list"
note

room "$prefix/bin"
is_free "$prefix/bin/@COMMAND@"
note "$prefix/bin/@COMMAND@"
ln -s "$here/cnnlab" "$prefix/bin/@COMMAND@"

# In the quotes of a desktop file, then in its string.
quoted=$(printf '%s' "$here/cnnlab" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g')
(cd "$here/share" && find . -type f) | sed 's|^\./||' | while read -r file; do
  room "$prefix/share/$(dirname "$file")"
  is_free "$prefix/share/$file"
  note "$prefix/share/$file"
  case $file in
    *.desktop)
      while read -r line; do
        case $line in
          Exec=*) printf 'Exec="%s"%s\n' "$quoted" "${line#Exec=@COMMAND@}" ;;
          *) printf '%s\n' "$line" ;;
        esac
      done <"$here/share/$file" >"$prefix/share/$file"
      ;;
    *) cp "$here/share/$file" "$prefix/share/$file" ;;
  esac
done

@REFRESH@
refresh
echo "CNN Lab is in your menus, and \`@COMMAND@\` is in $prefix/bin."
case :${PATH-}: in
  *:"$prefix/bin":*) ;;
  *) echo "That folder is not searched for commands; a new login may change that." ;;
esac
