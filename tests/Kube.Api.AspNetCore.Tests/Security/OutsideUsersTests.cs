using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.Authentication.Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Security;

/// <summary>Users whom an identity provider, a webhook or a proxy in front of the server vouches for.</summary>
public sealed class OutsideUsersTests(OutsideServers server) : IClassFixture<OutsideServers>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("PS384")]
    public async Task IdToken_SignedByTheProvider_IsItsUser(string algorithm)
    {
        var review = await ReviewAsync(server.Keys.Sign(Claims(), algorithm));
        Assert.Equal(
            """{"authenticated":true,"user":{"username":"oidc:ann","uid":"u-1","groups":["oidc:devs","system:authenticated"],"extra":{"example.com/roles":["a","b"]}}}""",
            review.ToJsonString());
    }

    [Fact]
    public async Task IdToken_OfAKeyThatIsNew_IsAcceptedOnceItIsFetched()
    {
        Assert.True((bool)(await ReviewAsync(server.Keys.Sign(Claims())))["authenticated"]!);
        server.Keys.Rename($"rsa-{Guid.NewGuid():N}");
        // Keys are fetched at most once a second.
        var token = server.Keys.Sign(Claims());
        var began = TimeProvider.System.GetTimestamp();
        while (await ReviewAsync(token) is var review && review["authenticated"] is null)
        {
            Assert.Contains("signature", (string)review["error"]!, StringComparison.Ordinal);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "the new key is not known");
        }
    }

    [Theory]
    [InlineData("aud", "\"elsewhere\"", "oidc: verify token: oidc: expected audience in [\"cluster\" \"other\"] got [\"elsewhere\"]")]
    [InlineData("exp", "1000", "oidc: verify token: oidc: token is expired")]
    [InlineData("tenant", "\"red\"", "oidc: required claim tenant value does not match. Got = red, want = blue")]
    [InlineData("nbf", "1000", "validation expression 'claims.exp - claims.nbf <= 86400' failed: tokens last a day")]
    [InlineData("groups", "[\"banned\"]", "failed: banned")]
    [InlineData("sub", "7", "oidc:")]
    public async Task IdToken_WithAWrongClaim_IsRefusedAndToldWhy(string claim, string value, string problem)
    {
        var claims = JsonNode.Parse(Claims())!;
        claims[claim] = JsonNode.Parse(value);
        var review = await ReviewAsync(server.Keys.Sign(claims.ToJsonString()));
        Assert.Null(review["authenticated"]);
        Assert.Contains(problem, (string)review["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdToken_ThatTheProviderDidNotSign_IsRefused()
    {
        Assert.Contains("failed to verify id token signature", (string)(await ReviewAsync(server.Keys.Sign(Claims(), stranger: true)))["error"]!, StringComparison.Ordinal);
        Assert.Contains("unexpected signature algorithm \"none\"", (string)(await ReviewAsync(server.Keys.Sign(Claims(), "none")))["error"]!, StringComparison.Ordinal);
        using var http = server.Client(server.Keys.Sign(Claims(), stranger: true));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/namespaces", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Token_ThatTheWebhookKnows_IsItsUserAndAskedForOnce()
    {
        var review = await ReviewAsync("hook-bob");
        Assert.Equal(
            """{"authenticated":true,"user":{"username":"bob","uid":"7","groups":["hooked","system:authenticated"],"extra":{"scopes":["a","b"]}}}""", review.ToJsonString());
        await ReviewAsync("hook-bob");
        Assert.Single(server.AskedTokens, static token => token == "hook-bob");
        Assert.Contains("never heard of it", (string)(await ReviewAsync("what"))["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Right_ThatTheWebhookGivesOrDenies_IsSoAndAskedForOnce()
    {
        using var http = server.Client("hook-carl");
        for (var i = 0; i < 2; i++)
        {
            using var list = await http.GetAsync("/api/v1/namespaces/default/secrets", Cancel);
            Assert.Equal(HttpStatusCode.OK, list.StatusCode);
            using var refused = await http.GetAsync("/api/v1/namespaces/default/secrets/one", Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("nothing else is", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        var asked = server.AskedRights.Where(static one => (string)one["spec"]!["user"]! == "carl").ToList();
        Assert.Equal(2, asked.Count);
        Assert.Equal(
            """{"resourceAttributes":{"namespace":"default","verb":"list","version":"v1","resource":"secrets"},"user":"carl","groups":["hooked","system:authenticated"],"extra":{"scopes":["a","b"]},"uid":"7"}""",
            asked[0]["spec"]!.ToJsonString());

        using var skipped = await http.GetAsync("/api/v1/namespaces/skipped/secrets", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, skipped.StatusCode);
        Assert.DoesNotContain(server.AskedRights, static one => (string?)one["spec"]!["resourceAttributes"]!["namespace"] == "skipped");
    }

    [Fact]
    public async Task Proxy_WithACertificateOfItsOwn_SaysWhoItsUserIs()
    {
        var certificates = server.Services.GetRequiredService<ClusterCertificates>();
        using var proxy = certificates.FrontProxyAuthority.IssueClient("front-proxy", []);
        using var other = certificates.FrontProxyAuthority.IssueClient("somebody", []);
        Assert.Equal(
            """{"username":"dora","uid":"9","groups":["one","system:authenticated"],"extra":{"example.com/x":["1"]}}""", await WhoAmIAsync(proxy));
        // Neither its name nor its authority makes this one a user.
        Assert.Null(await WhoAmIAsync(other));
    }

    [Fact]
    public async Task Anonymous_WhereConditionsNameAPath_IsThereAlone()
    {
        using var http = server.Client(null);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await http.GetAsync("/livez", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/version", Cancel)).StatusCode);
    }

    private string Claims()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return $$"""{"iss":"{{server.Issuer}}","aud":["cluster"],"sub":"ann","uid":"u-1","groups":["devs"],"roles":["a","b"],"tenant":"blue","nbf":{{now - 60}},"exp":{{now + 3600}}}""";
    }

    private async Task<JsonNode> ReviewAsync(string token)
    {
        using var http = server.Client();
        var body = $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{{token}}}"}}""";
        using var answer = await http.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!["status"]!;
    }

    private async Task<string?> WhoAmIAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var http = server.Client(null, certificate);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews")
        {
            Content = new StringContent("""{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Remote-User", "dora");
        request.Headers.Add("X-Remote-Uid", "9");
        request.Headers.Add("X-Remote-Group", "one");
        request.Headers.Add("X-Remote-Extra-Example.com%2fx", "1");
        using var answer = await http.SendAsync(request, Cancel);
        // The webhook allows lists alone, and denies this; who was denied stands in its question.
        if (answer.StatusCode == HttpStatusCode.Unauthorized) return null;
        var asked = server.AskedRights.Last(static one => (string?)one["spec"]!["resourceAttributes"]!["resource"] == "selfsubjectreviews")["spec"]!;
        return new JsonObject
        {
            ["username"] = (string)asked["user"]!, ["uid"] = (string)asked["uid"]!, ["groups"] = asked["groups"]!.DeepClone(), ["extra"] = asked["extra"]!.DeepClone(),
        }.ToJsonString();
    }
}
