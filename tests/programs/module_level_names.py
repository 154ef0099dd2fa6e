"""Names at module level that appear, change and vanish while a loop runs, seen through globals()."""

# hot: <module>
space = globals()
for i in range(20):
    if i == 5:
        space["made"] = "by dict"
    if i == 8:
        print(made)
    if i == 10:
        space["i"] = i * 2
        print(i)
    if i == 12:
        space["len"] = lambda x: "shadowed"
    if i > 10 and i < 14:
        print(i, len("four"))
    if i == 14:
        space.pop("len")
    if i == 15:
        print(len("four"))
    last = i
print(last, space["last"], sorted(k for k in space if len(k) > 2 and not k.startswith("_")))
count = 0
while count < 5:
    count = count + 1
    print(space["count"], end=" ")
print()
for made in range(3):
    print(space["made"] == made, end=" ")
print()
space.pop("made")
for i in range(2):
    print(made)
