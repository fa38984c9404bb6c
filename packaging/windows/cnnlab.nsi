; The installer for Windows: for one person, without administrator rights.
; bundle/windows.py compiles it: it hands in every name that stands here as ${...},
; and files.nsh with the macros INSTALL_FILES and REMOVE_FILES.

; Before 3.06 /ifempty deleted keys with somebody's values in them.
!if ${NSIS_PACKEDVERSION} < 0x03006000
  !error "NSIS 3.06 or newer is needed."
!endif

Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
ManifestDPIAware true
ManifestSupportedOS all
SetCompressor /SOLID lzma
SetCompressorDictSize ${DICTIONARY_MB}
RequestExecutionLevel user
AllowSkipFiles off

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include Sections.nsh
!include x64.nsh
!include "${FILES}"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP_ID}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
!define CLASSES "Software\Classes"
!define UNINSTALLER "uninstall.exe"
; Windows 10 1809
!define OLDEST_BUILD 17763

Name "${NAME}"
OutFile "${SETUP}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${FOUR_NUMBERS}"
VIFileVersion "${FOUR_NUMBERS}"
VIAddVersionKey /LANG=1033 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "FileDescription" "${NAME} Setup"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=1033 "LegalCopyright" "© ${PUBLISHER}. MIT licence."

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOWED}"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!define MUI_DIRECTORYPAGE_VERIFYONLEAVE
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(UNINSTALL_TEXT)"

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE RefuseFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; Another language: one more of each line, and a file like english.nsh.
!insertmacro MUI_LANGUAGE "English"
!include "english.nsh"

; Say why and end. Silently there is nobody to read it, and the exit code 2 is all there is.
!macro REFUSE sentence
  MessageBox MB_OK|MB_ICONSTOP "${sentence}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

; A program that runs cannot be opened for writing.
!macro REFUSE_WHILE_RUNNING folder program
  ${If} ${FileExists} "${folder}\${program}"
    ${Do}
      ClearErrors
      FileOpen $0 "${folder}\${program}" a
      ${IfNot} ${Errors}
        FileClose $0
        ${ExitDo}
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY +3
      SetErrorLevel 2
      Quit
    ${Loop}
  ${EndIf}
!macroend

!macro TELL_EXPLORER
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0x1000, p 0, p 0)'
!macroend

; Takes the suffix where nobody has it, neither for this person nor for all; else it is one more
; in "Open with". HKCR would be both at once, but not everywhere: Wine shows the second alone.
!macro ASSOCIATE suffix kind description icon
  WriteRegStr HKCU "${CLASSES}\${kind}" "" "${description}"
  WriteRegStr HKCU "${CLASSES}\${kind}\DefaultIcon" "" '"$INSTDIR\${icon}"'
  WriteRegStr HKCU "${CLASSES}\${kind}\shell\open\command" "" '"$INSTDIR\${WINDOWED}" "%1"'
  WriteRegStr HKCU "${CLASSES}\${suffix}\OpenWithProgids" "${kind}" ""
  ReadRegStr $0 HKCU "${CLASSES}\${suffix}" ""
  ReadRegStr $1 HKLM "${CLASSES}\${suffix}" ""
  ${If} "$0$1" == ""
    WriteRegStr HKCU "${CLASSES}\${suffix}" "" "${kind}"
  ${EndIf}
!macroend

!macro DISSOCIATE suffix kind
  DeleteRegKey HKCU "${CLASSES}\${kind}"
  DeleteRegValue HKCU "${CLASSES}\${suffix}\OpenWithProgids" "${kind}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${suffix}\OpenWithProgids"
  ReadRegStr $0 HKCU "${CLASSES}\${suffix}" ""
  ${If} $0 == "${kind}"
    DeleteRegValue HKCU "${CLASSES}\${suffix}" ""
  ${EndIf}
  DeleteRegKey /ifempty HKCU "${CLASSES}\${suffix}"
!macroend

Section "$(PROGRAM_SECTION)" PROGRAM
  SectionIn RO
  Call RemoveOlder
  SetOutPath "$INSTDIR"
  ; First of all: an installation that was cut can be removed, and begun again.
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOWED},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  !insertmacro INSTALL_FILES
  SetOutPath "$INSTDIR"
  ; So that Windows finds it by its name alone (Win+R, `start cnnlab`). PATH is left alone:
  ; an installer of this kind would cut one that is longer than its strings.
  WriteRegStr HKCU "${APP_PATHS}\${COMMAND}.exe" "" "$INSTDIR\${COMMAND}.exe"
  WriteRegStr HKCU "${APP_PATHS}\${WINDOWED}" "" "$INSTDIR\${WINDOWED}"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOWED}" "" "$INSTDIR\${WINDOWED}" 0 \
    SW_SHOWNORMAL "" "${SUMMARY}"
SectionEnd

Section "$(FILES_SECTION)" ASSOCIATIONS
  !insertmacro ASSOCIATE ".cnnlab" "${APP_ID}.run" "$(RUN_FILE)" "cnnlab-run.ico"
  !insertmacro ASSOCIATE ".cnnarch" "${APP_ID}.architecture" "$(ARCHITECTURE_FILE)" \
    "cnnlab-architecture.ico"
  !insertmacro TELL_EXPLORER
SectionEnd

Section /o "$(DESKTOP_SECTION)" DESKTOP
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOWED}" "" "$INSTDIR\${WINDOWED}" 0 \
    SW_SHOWNORMAL "" "${SUMMARY}"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${PROGRAM} "$(PROGRAM_DESCRIPTION)"
  !insertmacro MUI_DESCRIPTION_TEXT ${ASSOCIATIONS} "$(FILES_DESCRIPTION)"
  !insertmacro MUI_DESCRIPTION_TEXT ${DESKTOP} "$(DESKTOP_DESCRIPTION)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro REFUSE "$(NOT_64_BIT)"
  ${EndIf}
  SetRegView 64
  ReadRegStr $0 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${If} $0 < ${OLDEST_BUILD}
    !insertmacro REFUSE "$(TOO_OLD)"
  ${EndIf}
  ; What was chosen last time is chosen again.
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
    ${If} ${FileExists} "$DESKTOP\${NAME}.lnk"
      !insertmacro SelectSection ${DESKTOP}
    ${EndIf}
    ReadRegStr $0 HKCU "${CLASSES}\${APP_ID}.run" ""
    ${If} $0 == ""
      !insertmacro UnselectSection ${ASSOCIATIONS}
    ${EndIf}
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DESKTOP" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DESKTOP}
  ${EndIf}
  ${If} ${Silent}
    Call RefuseFolder
  ${EndIf}
FunctionEnd

; A folder with other things in it, or one so deep that Windows could not open our files.
Function RefuseFolder
  StrLen $0 "$INSTDIR"
  ${If} $0 > ${LONGEST_FOLDER}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_DEEP)" /SD IDOK
    Goto refused
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    ${DirState} "$INSTDIR" $0
    ${If} $0 = 1
      MessageBox MB_OK|MB_ICONSTOP "$(NOT_EMPTY)" /SD IDOK
      Goto refused
    ${EndIf}
  ${EndIf}
  Return
refused:
  ${If} ${Silent}
    SetErrorLevel 2
    Quit
  ${EndIf}
  Abort
FunctionEnd

; The older version's own uninstaller knows which files are its.
Function RemoveOlder
  SetRegView 64
  ReadRegStr $R0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $R0 == ""
    StrCpy $R0 "$INSTDIR"
  ${EndIf}
  ${IfNot} ${FileExists} "$R0\${UNINSTALLER}"
    Return
  ${EndIf}
  !insertmacro REFUSE_WHILE_RUNNING "$R0" "${WINDOWED}"
  !insertmacro REFUSE_WHILE_RUNNING "$R0" "${COMMAND}.exe"
  DetailPrint "$(REMOVING_OLDER)"
  InitPluginsDir
  ; From a copy, for it removes itself, too; with _? it does not go on behind our back.
  CopyFiles /SILENT "$R0\${UNINSTALLER}" "$PLUGINSDIR\older.exe"
  ClearErrors
  ExecWait '"$PLUGINSDIR\older.exe" /S _?=$R0' $0
  ${If} ${Errors}
  ${OrIf} $0 <> 0
    !insertmacro REFUSE "$(OLDER_STAYS)"
  ${EndIf}
FunctionEnd

Section "Uninstall"
  SetRegView 64
  !insertmacro REFUSE_WHILE_RUNNING "$INSTDIR" "${WINDOWED}"
  !insertmacro REFUSE_WHILE_RUNNING "$INSTDIR" "${COMMAND}.exe"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  !insertmacro DISSOCIATE ".cnnlab" "${APP_ID}.run"
  !insertmacro DISSOCIATE ".cnnarch" "${APP_ID}.architecture"
  !insertmacro TELL_EXPLORER
  DeleteRegKey HKCU "${APP_PATHS}\${COMMAND}.exe"
  DeleteRegKey HKCU "${APP_PATHS}\${WINDOWED}"
  ; Each file by its name, and folders only when they are empty: what somebody put there stays.
  SetOutPath "$TEMP"
  !insertmacro REMOVE_FILES
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
