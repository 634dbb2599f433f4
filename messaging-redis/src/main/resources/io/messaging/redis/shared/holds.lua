-- Tells whether a message is still a member's.
--
-- ARGV  the member; the entry; the attempt
-- Gives 1 or 0
local attempts = entry(ARGV[2])
local mine = attempts == tonumber(ARGV[3]) and isMember(ARGV[1])
        and redis.call('ZSCORE', OUT, ARGV[1] .. ':' .. ARGV[2])
return {mine and '1' or '0'}
