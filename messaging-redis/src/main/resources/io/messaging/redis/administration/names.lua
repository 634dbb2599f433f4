-- Looks for names on one server, a part at a time.
--
-- ARGV  where to go on, 0 at the beginning; the pattern; about how many names to look at
-- Gives where to go on, 0 at the end; the names, some perhaps twice
local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local result = {page[1]}
for _, name in ipairs(page[2]) do
    result[#result + 1] = name
end
return result
