-- What has been spent of each budget in each of its windows, and what replicas may still spend without asking again.
-- Money is in billionths of a US dollar, so that sums are exact.
create table budget_window (
    budget       varchar(300) not null,
    window_start timestamp with time zone not null,
    spent        bigint not null,
    leased       bigint not null,
    primary key (budget, window_start)
);

create table budget_lease (
    budget       varchar(300) not null,
    window_start timestamp with time zone not null,
    replica      varchar(100) not null,
    amount       bigint not null,
    renewed_at   timestamp with time zone not null,
    primary key (budget, window_start, replica)
);
