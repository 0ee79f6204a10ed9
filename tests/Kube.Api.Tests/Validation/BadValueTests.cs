using Kube.Api.Validation;

namespace Kube.Api.Tests.Validation;

public sealed class BadValueTests
{
    [Fact]
    public void Format_EachShape_WritesWhatUpstreamWrites()
    {
        Assert.Equal("null", BadValue.Format(null));
        Assert.Equal("\"a\\\"b\"", BadValue.Format("a\"b"));
        Assert.Equal("-1", BadValue.Format(-1L));
        Assert.Equal("true", BadValue.Format(true));
        Assert.Equal("[\"a\",\"\\u003cb\"]", BadValue.Format(new List<string> { "a", "<b" }));
        Assert.Equal("{\"a\":\"1\",\"b\":\"2\"}", BadValue.Format(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }));
        Assert.Equal("\"2001-01-01T00:00:00Z\"", BadValue.Format(new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal("{\"Key\":\"a\"}", BadValue.Format(new JsonText("{\"Key\":\"a\"}")));
    }
}
