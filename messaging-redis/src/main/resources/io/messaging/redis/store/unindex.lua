-- Takes messages of a topic out of what is found by id, where the entry still names that place.
--
-- KEYS  index entries
-- ARGV  topic; for each entry: the place
for i, entry in ipairs(KEYS) do
    if redis.call('HGET', entry, ARGV[1]) == ARGV[1 + i] then
        redis.call('HDEL', entry, ARGV[1])
    end
end
return {}
