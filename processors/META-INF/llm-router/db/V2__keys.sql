-- Keys that were made over the admin API: one row each, of which nobody learns the key.
create table virtual_key (
    name varchar(100) primary key,
    tenant varchar(100) not null,
    user_name varchar(200),
    user_groups varchar(4000) not null,
    models varchar(4000),
    requests_per_minute integer,
    tokens_per_minute integer,
    concurrent_requests integer,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    id varchar(32) not null unique,
    salt varchar(64) not null,
    hash varchar(64) not null,
    old_id varchar(32),
    old_salt varchar(64),
    old_hash varchar(64),
    old_until timestamp with time zone
);

-- One row, which every change counts up before it ends: replicas read the keys again when it has changed.
create table virtual_key_version (
    version bigint not null
);

insert into virtual_key_version (version) values (0);
