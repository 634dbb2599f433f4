-- Stores a batch of messages, each of which is new, equal to what is there, or in conflict with it.
--
-- KEYS  for each topic: end, log, expiring; for each message: lane and, where ARGV[2] is 1, index entry;
--       where ARGV[2] is 1, topics that have something to expire
-- ARGV  number of topics; whether index entries are written; for each topic: its name;
--       for each message: topic number, priority, chronological key, time to live in ms (0: for ever), JSON,
--       namespace
-- Gives the server's time in ms and, for each message, an outcome, the time it expires (0: never) and its place:
--       + stored, = an equal text was there, j.. another text was there: that one, ! it failed: why
local topics = tonumber(ARGV[1])
local indexed = ARGV[2] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = {}

local function endOf(topic)
    if not ends[topic] then
        local last = redis.call('GET', KEYS[3 * topic - 2])
        if not last then
            local entry = redis.call('XREVRANGE', KEYS[3 * topic - 1], '+', '-', 'COUNT', 1)[1]
            last = entry and entry[1] or '0-0'
        end
        local ms, position = string.match(last, '^(%d+)-(%d+)$')
        ends[topic] = {ms = tonumber(ms), position = tonumber(position), added = false}
    end
    return ends[topic]
end

-- What the topic has under a key: its JSON, when it expires and its place. Clears away what has expired.
local function existing(topic, lane, priority, key)
    local member = redis.call('ZRANGEBYLEX', lane, '[' .. key .. ':', '(' .. key .. ';', 'LIMIT', 0, 1)[1]
    if not member then
        return nil
    end
    local log, expiring = KEYS[3 * topic - 1], KEYS[3 * topic]
    local place = string.sub(member, 18)
    local entry = redis.call('XRANGE', log, place, place)[1]
    local expires = entry and tonumber(entry[2][6] or '0')
    if entry and (expires == 0 or expires > now) then
        return entry[2][2], expires, place
    end
    redis.call('ZREM', lane, member)
    redis.call('XDEL', log, place)
    redis.call('ZREM', expiring, priority .. member)
    return nil
end

-- Notes that a topic has something to expire, if what is noted of it is later.
local function note(topic, expires)
    local noted = redis.call('ZSCORE', KEYS[#KEYS], ARGV[2 + topic])
    if not noted or tonumber(noted) > expires then
        redis.call('ZADD', KEYS[#KEYS], expires, ARGV[2 + topic])
    end
end

local function add(topic, lane, priority, key, ttl, json, namespace)
    local last = endOf(topic)
    local ms = math.max(now, last.ms)
    local place = string.format('%.0f-%.0f', ms, last.position + 1)
    local expires = 0
    if ttl > 0 then
        expires = now + ttl
        redis.call('XADD', KEYS[3 * topic - 1], place, 'j', json, 'n', namespace,
            'x', string.format('%.0f', expires))
        redis.call('ZADD', KEYS[3 * topic], expires, priority .. key .. ':' .. place)
        if indexed then
            note(topic, expires)
        end
    else
        redis.call('XADD', KEYS[3 * topic - 1], place, 'j', json, 'n', namespace)
    end
    redis.call('ZADD', lane, 0, key .. ':' .. place)
    last.ms, last.position, last.added = ms, last.position + 1, true
    return expires, place
end

-- As index.lua does it.
local function index(entry, topic, expires, place)
    redis.call('HSET', entry, ARGV[2 + topic], place)
    if expires == 0 then
        redis.call('PERSIST', entry)
        return
    end
    local left = redis.call('PTTL', entry)
    if redis.call('HLEN', entry) == 1 or (left >= 0 and left < expires - now) then
        redis.call('PEXPIRE', entry, string.format('%.0f', expires - now))
    end
end

local function store(topic, lane, entry, priority, key, ttl, json, namespace)
    local outcome = '+'
    local stored, expires, place = existing(topic, lane, priority, key)
    if stored then
        outcome = stored == json and '=' or 'j' .. stored
    else
        expires, place = add(topic, lane, priority, key, ttl, json, namespace)
    end
    if entry and (outcome == '+' or outcome == '=') then
        index(entry, topic, expires, place)
    end
    return outcome, expires, place
end

local results = {string.format('%.0f', now)}
local keyAt, argAt = 3 * topics + 1, 3 + topics
while argAt <= #ARGV do
    local topic = tonumber(ARGV[argAt])
    local entry = nil
    if indexed then
        entry = KEYS[keyAt + 1]
    end
    local done, outcome, expires, place = pcall(store, topic, KEYS[keyAt], entry,
        ARGV[argAt + 1], ARGV[argAt + 2], tonumber(ARGV[argAt + 3]), ARGV[argAt + 4], ARGV[argAt + 5])
    if done then
        results[#results + 1] = outcome
        results[#results + 1] = string.format('%.0f', expires)
        results[#results + 1] = place
    else
        results[#results + 1] = '!' .. tostring(type(outcome) == 'table' and outcome.err or outcome)
        results[#results + 1] = '0'
        results[#results + 1] = ''
    end
    keyAt = keyAt + (indexed and 2 or 1)
    argAt = argAt + 6
end
for topic, last in pairs(ends) do
    if last.added then
        redis.call('SET', KEYS[3 * topic - 2], string.format('%.0f-%.0f', last.ms, last.position))
        redis.call('PUBLISH', KEYS[3 * topic - 1], '')
    end
end
return results
