"""Where: adapters for every outside medium. No database, no web framework, no clock."""
