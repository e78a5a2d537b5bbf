"""The app in the browser: pages over the actions that the command line knows too."""
