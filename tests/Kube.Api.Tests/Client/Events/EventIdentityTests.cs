using Kube.Api.Client.Events;

namespace Kube.Api.Tests.Client.Events;

public sealed class EventIdentityTests
{
    [Fact]
    public void With_TheSameTexts_IsTheSame() => Assert.Equal(Of("Pod", "default", "web-1"), Of("Pod", "default", "web-1"));

    [Fact]
    public void With_TextsCutOtherwise_IsAnother() => Assert.NotEqual(Of("ab", "c"), Of("a", "bc"));

    [Fact]
    public void With_AMissingText_IsLikeAnEmptyOne() => Assert.Equal(Of("a", null, "b"), Of("a", "", "b"));

    [Fact]
    public void With_ManyTexts_AreAllToldApart() => Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(static i => Of("Pod", $"web-{i}")).ToHashSet().Count);

    private static UInt128 Of(params string?[] texts) => texts.Aggregate(new EventIdentity(), static (identity, text) => identity.With(text)).Value;
}
