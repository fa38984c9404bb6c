"""Stop rules on screen: edited, watched while a run goes on, and weighed afterwards."""
