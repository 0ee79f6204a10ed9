using System.Buffers.Text;
using System.Net;
using System.Text;
using Kube.Api.AspNetCore.Security;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Tests.Security;

public sealed class WebSocketBearerTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private const string Prefix = "base64url.bearer.authorization.k8s.io.";

    [Theory]
    [InlineData("tok-alice", HttpStatusCode.NotFound)]                          // known: the pod is what is not there
    [InlineData("tok-nobody", HttpStatusCode.Unauthorized)]
    public async Task Upgrade_WithATokenAsProtocol_IsThatUser(string token, HttpStatusCode expected)
    {
        using var http = server.Client(token: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/default/pods/nosuch/exec?command=a&stdout=true");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", $"{Encode(token)}, v4.channel.k8s.io");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void Take_BesideOthers_LeavesThem()
    {
        var request = Request($"v5.channel.k8s.io, {Encode("secret")}, v4.channel.k8s.io");
        Assert.Equal("secret", WebSocketBearer.Take(request));
        Assert.Equal("v5.channel.k8s.io, v4.channel.k8s.io", request.Headers.SecWebSocketProtocol.ToString());
    }

    [Fact]
    public void Take_WithoutAToken_TakesNothing()
    {
        Assert.Null(WebSocketBearer.Take(Request("v4.channel.k8s.io")));
        var plain = Request($"{Encode("secret")}, v4.channel.k8s.io");
        plain.Headers.Upgrade = "";
        Assert.Null(WebSocketBearer.Take(plain));
    }

    [Theory]
    [InlineData("", ", v4.channel.k8s.io")]                                     // empty
    [InlineData("c2VjcmV0", "")]                                                // nothing beside it
    [InlineData("c2VjcmV0", ", base64url.bearer.authorization.k8s.io.c2VjcmV0, v4")]     // two
    [InlineData("c2VjcmU=", ", v4.channel.k8s.io")]                             // padded
    [InlineData("c2V*", ", v4.channel.k8s.io")]                                 // no base64url
    [InlineData("_w", ", v4.channel.k8s.io")]                                   // no UTF-8
    public void Take_OfWhatIsNoToken_IsRefused(string text, string others) =>
        Assert.Throws<UnauthorizedException>(() => WebSocketBearer.Take(Request(Prefix + text + others)));

    private static string Encode(string token) => Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token));

    private static HttpRequest Request(string protocols)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Upgrade = "websocket";
        request.Headers.SecWebSocketProtocol = protocols;
        return request;
    }
}
