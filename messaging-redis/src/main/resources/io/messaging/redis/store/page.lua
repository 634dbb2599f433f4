-- Reads a page of a topic in chronological order: of two messages with one key, that of the more urgent lane first.
--
-- KEYS  log; the lanes of the eight priorities
-- ARGV  most messages; most bytes; for each lane: where to start, as ZRANGEBYLEX takes it
-- Gives 1 if there may be more, otherwise 0; the messages' JSON
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local maxMessages, maxBytes = tonumber(ARGV[1]), tonumber(ARGV[2])
local BATCH = math.min(maxMessages, 100)
local lanes = {}
for lane = 1, 8 do
    lanes[lane] = {from = ARGV[2 + lane], at = 0, members = {}, ended = false}
end

-- Makes next the first member of the lane that has not been taken, or nil.
local function advance(lane)
    local state = lanes[lane]
    state.at = state.at + 1
    if state.at > #state.members and not state.ended then
        state.members = redis.call('ZRANGEBYLEX', KEYS[1 + lane], state.from, '+', 'LIMIT', 0, BATCH)
        state.ended = #state.members < BATCH
        state.from = '(' .. (state.members[#state.members] or '')
        state.at = 1
    end
    state.next = state.members[state.at]
    state.key = state.next and string.sub(state.next, 1, 16)
end

for lane = 1, 8 do
    advance(lane)
end
local page, bytes = {'0'}, 0
while true do
    local first = nil
    for lane = 1, 8 do
        local key = lanes[lane].key
        if key and (not first or key < lanes[first].key) then
            first = lane
        end
    end
    if not first then
        return page
    end
    local place = string.sub(lanes[first].next, 18)
    local entry = redis.call('XRANGE', KEYS[1], place, place)[1]
    if entry and (not entry[2][6] or tonumber(entry[2][6]) > now) then
        page[#page + 1] = entry[2][2]
        bytes = bytes + #entry[2][2]
        if #page > maxMessages or bytes >= maxBytes then
            page[1] = '1'
            return page
        end
    end
    advance(first)
end
