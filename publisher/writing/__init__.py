"""Writing in the console: forms read into words, uploads, documents from Word, previews, frequent notices."""
