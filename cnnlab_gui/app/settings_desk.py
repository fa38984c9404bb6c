"""Opens the training settings, with the run that is shown to weigh stop rules on."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.widgets.settings_dialog import Section, SettingsDialog


class SettingsDesk(QObject):
    """Answers every way to the settings."""

    def __init__(self, window: LabWindow, session: LabSession) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        actions, bar, page = window.actions_by_name, window.training_bar, window.train_page
        actions["settings"].triggered.connect(lambda: self.show("training"))
        bar.more_wanted.connect(lambda: self.show("training"))
        actions["rules"].triggered.connect(lambda: self.show("stopping"))
        bar.rules_wanted.connect(lambda: self.show("stopping"))
        page.rules_wanted.connect(lambda: self.show("stopping"))
        session.changed.connect(lambda _, after: page.set_rules(after.settings.stop_when))
        page.set_rules(session.settings.stop_when)

    def show(self, section: Section) -> None:
        """Open the dialog at a section; returns when it is closed."""
        dialog = self.make(section)
        dialog.exec()
        dialog.deleteLater()

    def make(self, section: Section) -> SettingsDialog:
        """The dialog, which knows the run that is shown on the Train page."""
        dialog = SettingsDialog(self._session, self._window, section)
        page = self._window.train_page
        if page.run.history:
            dialog.set_history(
                page.run.name, page.run.history, page.stands_for, page.run.validation_set
            )
        return dialog
