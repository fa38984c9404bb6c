#!/bin/sh
# Takes away what install.sh wrote, and the folders that it made, if nothing else is in them.
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
    echo 'Usage: uninstall.sh [--prefix DIR]    (without it: ~/.local)' >&2
    [ "$1" = --help ] && exit 0
    exit 2
    ;;
esac
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

list=$prefix/share/@COMMAND@/installed
[ -e "$list" ] || {
  echo "CNN Lab was not installed to $prefix. If it is elsewhere, name that with --prefix DIR." >&2
  exit 1
}
written=$(sed '1!G;h;$!d' "$list") # the last first: what is in a folder before the folder

while read -r path; do
  rm -f "$path" 2>/dev/null || :
done <<LIST
$written
LIST

@REFRESH@
refresh
# What the desktop has made of our files goes with the last of them.
if rmdir "$prefix/share/mime/packages" 2>/dev/null; then
  for name in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses \
    treemagic types version; do
    rm -f "$prefix/share/mime/$name"
  done
  rmdir "$prefix/share/mime/application" 2>/dev/null || :
  packages_gone=yes
fi
[ -n "$(find "$prefix/share/applications" -name '*.desktop' 2>/dev/null | head -n 1)" ] ||
  rm -f "$prefix/share/applications/mimeinfo.cache"

rm "$list"
while read -r path; do
  [ ! -d "$path" ] || [ -L "$path" ] || rmdir "$path" 2>/dev/null || :
done <<LIST
$written
LIST
# That folder was there before, and empty.
[ -z "${packages_gone-}" ] || [ ! -d "$prefix/share/mime" ] || case "
$written
" in
  *"
$prefix/share/mime/packages
"*) ;;
  *) mkdir "$prefix/share/mime/packages" ;;
esac
echo "CNN Lab is out of your menus. The folder you started this from can be deleted."
