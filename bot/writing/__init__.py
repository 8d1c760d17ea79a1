"""Effects become letters: text, HTML, forms and MIME. Pure once the templates and forms are loaded."""
