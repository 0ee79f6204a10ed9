using Kube.Api.Client.Caches;

namespace Kube.Api.Tests.Client.Caches;

public sealed class CacheBucketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_AfterRandomChanges_IsWhatSortingWouldGive(int seed)
    {
        var random = new Random(seed);
        var bucket = new CacheBucket<string>();
        var model = new SortedDictionary<(string, string), string>(
            Comparer<(string Ns, string Name)>.Create((a, b) => string.CompareOrdinal(a.Ns, b.Ns) is var n and not 0 ? n : string.CompareOrdinal(a.Name, b.Name)));
        for (var i = 0; i < 20_000; i++)
        {
            var (ns, name) = ($"n{random.Next(3)}", $"o{random.Next(300)}");
            if (random.Next(3) == 0)
            {
                bucket.Remove(new(ns, name));
                model.Remove((ns, name));
            }
            else
            {
                bucket.Set(new(ns, name), $"{i}");
                model[(ns, name)] = $"{i}";
            }

            if (random.Next(50) == 0) Assert.Equal(model.Values, bucket.Read());
        }

        Assert.Equal(model.Values, bucket.Read());
        Assert.Same(bucket.Read(), bucket.Read());
    }
}
