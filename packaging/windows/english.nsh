; What the installer says, in English.
!define SAY '!insertmacro SAY_IN_ENGLISH'
!macro SAY_IN_ENGLISH name text
  LangString ${name} ${LANG_ENGLISH} "${text}"
!macroend

${SAY} PROGRAM_SECTION "${NAME}"
${SAY} FILES_SECTION "Open .cnnlab and .cnnarch files"
${SAY} DESKTOP_SECTION "Shortcut on the desktop"
${SAY} PROGRAM_DESCRIPTION "The application, with an entry in the start menu."
${SAY} FILES_DESCRIPTION "A double click on a run or an architecture opens it in ${NAME}, unless another program does so already."
${SAY} DESKTOP_DESCRIPTION "One more way to start ${NAME}."
${SAY} RUN_FILE "${NAME} run"
${SAY} ARCHITECTURE_FILE "${NAME} architecture"
${SAY} NOT_64_BIT "${NAME} needs 64-bit Windows, and this is 32-bit. Nothing was installed."
${SAY} TOO_OLD "${NAME} needs Windows 10, version 1809, or newer. Update Windows and try again. Nothing was installed."
${SAY} IS_RUNNING "${NAME} is running. Close its windows, and wait for its trainings or stop them, then choose Retry."
${SAY} NOT_EMPTY "$INSTDIR holds other things already. Choose an empty folder, or a new one."
${SAY} TOO_DEEP "$INSTDIR is too long a path: Windows could not open all files in it. Choose a folder with a path of at most ${LONGEST_FOLDER} characters."
${SAY} REMOVING_OLDER "Removing the version that is installed"
${SAY} OLDER_STAYS "The version that is installed could not be removed. Uninstall it in the Windows settings, under Apps, then try again."
${SAY} UNINSTALL_TEXT "${NAME} will be removed from this folder. Your runs, drawings and settings are kept: they are not in it."
!undef SAY
