-- Forgets a group. A mark stays for an hour, so that a member that was cut off learns of it.
--
-- Gives 1, or 0 if it was not known
local known = isKnown()
for i = 1, 13 do
    redis.call('UNLINK', KEYS[i])
end
redis.call('HSET', STATE, 'gone', '1')
redis.call('PEXPIRE', STATE, 3600000)
redis.call('PUBLISH', STATE, '')
return {known and '1' or '0'}
