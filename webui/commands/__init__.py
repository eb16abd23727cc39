"""The commands of `qijuan`, by what they are about; `webui.cli` puts them together."""
