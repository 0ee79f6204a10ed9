using System.Runtime.CompilerServices;
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

    [Fact]
    public void Set_AfterARead_KeepsNothingOfWhatTheObjectWas()
    {
        var bucket = new CacheBucket<object>();
        var replaced = Fill(bucket, "a");
        var removed = Fill(bucket, "b");
        Read(bucket, 2);

        bucket.Set(new("n", "a"), new());
        bucket.Remove(new("n", "b"));
        GC.Collect();

        Assert.False(replaced.IsAlive);
        Assert.False(removed.IsAlive);
        Assert.Single(bucket.Read());
    }

    [Fact]
    public void Read_OfWhatWentAndCameBack_HasItOnce()
    {
        var bucket = new CacheBucket<string>();
        bucket.Set(new("n", "a"), "1");
        bucket.Set(new("n", "b"), "2");
        Assert.Equal(["1", "2"], bucket.Read());

        bucket.Remove(new("n", "a"));
        bucket.Set(new("n", "a"), "3");
        bucket.Remove(new("n", "b"));

        Assert.Equal(["3"], bucket.Read());
    }

    // In methods of their own: a local of the test would keep the object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Fill(CacheBucket<object> bucket, string name)
    {
        var obj = new object();
        bucket.Set(new("n", name), obj);
        return new(obj);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Read(CacheBucket<object> bucket, int count) => Assert.Equal(count, bucket.Read().Length);
}
