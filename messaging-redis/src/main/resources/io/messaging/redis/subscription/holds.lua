-- Looks for a message in a topic, and for the topic's end at that moment.
--
-- KEYS  end; log; the lane of the message's priority
-- ARGV  its chronological key
-- Gives the place of the last message ever stored; nothing where the topic does not hold the message
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local member = redis.call('ZRANGEBYLEX', KEYS[3], '[' .. ARGV[1] .. ':', '(' .. ARGV[1] .. ';', 'LIMIT', 0, 1)[1]
if not member then
    return {}
end
local place = string.sub(member, 18)
local entry = redis.call('XRANGE', KEYS[2], place, place)[1]
if not entry or (entry[2][6] and tonumber(entry[2][6]) <= now) then
    return {}
end
return {redis.call('GET', KEYS[1]) or place}
