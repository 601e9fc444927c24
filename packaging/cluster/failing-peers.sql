-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- Which peer fails most? Records of iketriage on standard input, those of any number of runs:
--
--     cat results/*.json | sqlite3 :memory: '.read packaging/cluster/failing-peers.sql'
--
-- A line each: peer, tunnels that are down, all its tunnels, attempts that were refused or not answered, all attempts, its
-- commonest cause. A tunnel counts for both its peers.
.mode ascii
.separator "\037" "\n"
create table record (line text);
.import /dev/stdin record

create view tunnel as
select json_extract(line, '$.a.address') as a,
       json_extract(line, '$.b.address') as b,
       json_extract(line, '$.state') as state,
       json_extract(line, '$.cause') as cause,
       json_extract(line, '$.attempts.rejected') + json_extract(line, '$.attempts.no_response') as failed,
       json_extract(line, '$.attempts.established') + json_extract(line, '$.attempts.rejected')
           + json_extract(line, '$.attempts.deleted') + json_extract(line, '$.attempts.no_response')
           + json_extract(line, '$.attempts.incomplete') as attempts
from record
where json_extract(line, '$.type') = 'tunnel'
  and coalesce(json_extract(line, '$.live.final'), 1); -- a live capture tells a tunnel at each change, and at the end

create view peer as
select a as address, state, cause, failed, attempts from tunnel
union all
select b, state, cause, failed, attempts from tunnel where b is not a;

.mode tabs
.headers on
select address as peer,
       sum(state = 'down') as down,
       count(*) as tunnels,
       sum(failed) as failed,
       sum(attempts) as attempts,
       (select cause from peer as other
        where other.address = peer.address and cause is not null
        group by cause order by count(*) desc, cause limit 1) as commonest
from peer
where address is not null
group by address
having sum(failed) > 0 or sum(state = 'down') > 0
order by down desc, sum(failed) desc, address;
