# Tells the desktop what has changed, where it keeps lists of it.
refresh() {
  for place in applications:update-desktop-database mime:update-mime-database; do
    told=$prefix/share/${place%%:*}
    tool=${place#*:}
    [ ! -d "$told" ] || ! command -v "$tool" >/dev/null 2>&1 ||
      "$tool" "$told" >/dev/null 2>&1 || :
  done
  [ ! -d "$prefix/share/icons/hicolor" ] || touch "$prefix/share/icons/hicolor"
}
