using Kube.Api.Authentication;
using Kube.Api.Authentication.Tokens;

namespace Kube.Api.Tests.Authentication;

public sealed class StaticTokenFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parse_UpstreamsForm_KnowsUsersAndGroups()
    {
        var file = StaticTokenFile.Parse("tok-admin,admin,admin-uid,\"system:masters,ops\"\n\ntok-alice,alice,alice-uid\n\"a\"\"b\",bob,1,\r\n", "t.csv");

        var admin = await file.AuthenticateAsync(new Credentials("tok-admin", null), Cancel);
        Assert.Equal("admin", admin.User?.Name);
        Assert.Equal("admin-uid", admin.User!.Uid);
        Assert.Equal(["system:masters", "ops", "system:authenticated"], admin.User.Groups);
        Assert.Equal(["system:authenticated"], (await file.AuthenticateAsync(new Credentials("tok-alice", null), Cancel)).User!.Groups);
        Assert.Equal("bob", (await file.AuthenticateAsync(new Credentials("a\"b", null), Cancel)).User?.Name);
        Assert.True((await file.AuthenticateAsync(new Credentials("tok", null), Cancel)).IsRejected);
        Assert.Equal(3, file.Count);
    }

    [Theory]
    [InlineData("a,b,c\nx,y\n", 2, "must have at least 3 columns (token, user name, user uid), found 2")]
    [InlineData("a,b,c\n,y,z\n", 2, "the token is empty")]
    [InlineData("a,,c\n", 1, "the user name is empty")]
    [InlineData("a,b,c\n\na,d,e", 3, "the token stands in the file twice")]
    [InlineData("a,b,c,\"g", 1, "a quoted column does not end")]
    [InlineData("a,b\"c,d", 1, "bare \" in a column that is not quoted")]
    public void Parse_Malformed_NamesTheLine(string text, int line, string fault)
    {
        var error = Assert.Throws<TokenFileException>(() => StaticTokenFile.Parse(text, "t.csv"));

        Assert.Equal(line, error.Line);
        Assert.Equal($"token file 't.csv' line {line}: {fault}", error.Message);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Bearer x", "x")]
    [InlineData("bearer x", "x")]
    [InlineData("Bearer x y", "x")]
    [InlineData("Bearer", null)]
    [InlineData("Bearer ", null)]
    [InlineData("Bearer  x", null)]
    [InlineData("Basic YTpi", null)]
    public void BearerToken_Header_ReadsAsUpstream(string? header, string? token) => Assert.Equal(token, AuthorizationHeader.BearerToken(header));

    [Fact]
    public async Task RequestAuthenticator_NoOrWrongCredentials_AnonymousOrRefused()
    {
        var authenticator = new RequestAuthenticator([StaticTokenFile.Parse("t,u,1\n", "t.csv")]);

        Assert.Same(UserInfo.Anonymous, await authenticator.AuthenticateAsync(default, Cancel));
        Assert.Null(await authenticator.AuthenticateAsync(new Credentials("wrong", null), Cancel));
        Assert.Equal("u", (await authenticator.AuthenticateAsync(new Credentials("t", null), Cancel))?.Name);
    }
}
