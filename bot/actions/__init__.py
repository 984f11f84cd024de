"""What can happen: one verb, one file, one async function each: load, ask core, save, send."""
