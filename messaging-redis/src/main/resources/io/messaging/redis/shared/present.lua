-- Counts the connections to one server that listen on channels.
--
-- ARGV  the channels
-- Gives for each how many there are
local counts = {}
for i, channel in ipairs(ARGV) do
    counts[i] = tostring(redis.call('PUBSUB', 'NUMSUB', channel)[2])
end
return counts
