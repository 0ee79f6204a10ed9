using Kube.Api.AspNetCore.Requests;
using Kube.Api.Errors;

namespace Kube.Api.AspNetCore.Tests.Requests;

public sealed class RequestDeadlineTests
{
    [Theory]
    [InlineData("", 60)]
    [InlineData("?timeout=5s", 5)]
    [InlineData("?timeout=1m30s", 60)]
    [InlineData("?timeout=1.5s", 1.5)]
    [InlineData("?timeout=250ms", 0.25)]
    [InlineData("?timeout=0", 60)]
    [InlineData("?timeout=0s", 60)]
    [InlineData("?timeout=-5s", 60)]
    [InlineData("?timeout=10h", 60)]
    public void Timeout_OfTheClient_ShortensTheServers(string query, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RequestDeadline.Of(QueryParameters.Parse(query), TimeSpan.FromSeconds(60)));

    [Theory]
    [InlineData("soon", "invalid timeout specified in the request URL - time: invalid duration \"soon\"")]
    [InlineData("5", "invalid timeout specified in the request URL - time: missing unit in duration \"5\"")]
    [InlineData("5x", "invalid timeout specified in the request URL - time: invalid duration \"5x\"")]
    public void Timeout_ThatIsNone_IsRefused(string text, string message)
    {
        var refusal = Assert.Throws<BadRequestException>(() => RequestDeadline.Of(QueryParameters.Parse("?timeout=" + text), TimeSpan.FromSeconds(60)));
        Assert.Equal(message, refusal.Message);
    }
}
