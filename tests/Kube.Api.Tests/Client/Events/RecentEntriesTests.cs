using Kube.Api.Client.Events;
using Kube.Tests.Shared;

namespace Kube.Api.Tests.Client.Events;

public sealed class RecentEntriesTests
{
    [Fact]
    public void Use_AnEntryChangedInPlace_IsFoundAsItIs()
    {
        var entries = new RecentEntries<string, int>(4);
        entries.Use("a", out var isNew) = 7;
        Assert.True(isNew);
        Assert.Equal(7, entries.Use("a", out isNew));
        Assert.False(isNew);
    }

    [Fact]
    public void Use_MoreThanMayBe_ForgetsWhatWasUsedLongestAgo()
    {
        var entries = new RecentEntries<string, int>(3);
        foreach (var key in (string[])["a", "b", "c", "a", "d"]) entries.Use(key, out _)++;
        Assert.Equal([("d", 1), ("a", 2), ("c", 1)], entries.ToList());
    }

    [Fact]
    public void Use_AfterRemovals_BeginsAsTheDefault()
    {
        var entries = new RecentEntries<string, int>(3);
        foreach (var key in (string[])["a", "b", "c"]) entries.Use(key, out _) = 5;
        entries.Remove("b");
        entries.Remove("a");
        entries.Remove("nobody");
        Assert.Equal(0, entries.Use("e", out _));
        Assert.Equal(0, entries.Use("a", out var isNew));
        Assert.True(isNew);
        Assert.Equal([("a", 0), ("e", 0), ("c", 5)], entries.ToList());
    }

    [Fact]
    public void Use_AnyOrderOfUsesAndRemovals_IsAsAPlainListSays()
    {
        const int Capacity = 16;
        var random = new Random(1);
        var entries = new RecentEntries<int, int>(Capacity);
        List<(int Key, int Value)> expected = [];
        for (var step = 0; step < 20_000; step++)
        {
            var key = random.Next(40);
            var place = expected.FindIndex(entry => entry.Key == key);
            if (place >= 0) expected.RemoveAt(place);
            if (random.Next(4) == 0)
            {
                entries.Remove(key);
            }
            else
            {
                entries.Use(key, out var isNew) = step;
                Assert.Equal(place < 0, isNew);
                expected.Insert(0, (key, step));
                if (expected.Count > Capacity) expected.RemoveAt(Capacity);
            }

            Assert.Equal(expected, entries.ToList());
        }
    }

    [Fact]
    public void Use_ThousandsOfEntries_AreNoObjectsOfTheirOwn()
    {
        var entries = new RecentEntries<UInt128, long>(4096);
        for (var key = 0; key < 4096; key++) entries.Use((UInt128)key, out _);
        var next = 0;
        Assert.InRange(
            Allocations.Least(() =>
            {
                for (var i = 0; i < 100_000; i++) entries.Use((UInt128)next++, out _)++;
            }),
            0, 1024);
    }
}
