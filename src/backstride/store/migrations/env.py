"""How Alembic reaches the database: by the connection that `backstride.store.engine` hands it."""

from alembic import context

from backstride.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
