-- What else holds of a virtual key, its limits among it, as JSON like that of keys in the configuration.
alter table virtual_key add column terms varchar(8000) default '{}' not null;

update virtual_key
    set terms = '{"limits":{' || substring(
        coalesce(',"requestsPerMinute":' || cast(requests_per_minute as varchar(20)), '')
        || coalesce(',"tokensPerMinute":' || cast(tokens_per_minute as varchar(20)), '')
        || coalesce(',"concurrentRequests":' || cast(concurrent_requests as varchar(20)), '') from 2) || '}}'
    where requests_per_minute is not null or tokens_per_minute is not null or concurrent_requests is not null;

alter table virtual_key drop column requests_per_minute;
alter table virtual_key drop column tokens_per_minute;
alter table virtual_key drop column concurrent_requests;
