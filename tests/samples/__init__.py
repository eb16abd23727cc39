"""Generated samples: dossiers whose truth is known."""
