"""Reading message files: front matter and Markdown in, a frozen draft or all its mistakes out."""
