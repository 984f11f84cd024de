"""What `postgres_store` is made of: queries, tables, rows, processes."""
