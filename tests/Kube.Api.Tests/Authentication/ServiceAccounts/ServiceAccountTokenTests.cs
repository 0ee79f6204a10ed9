using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kube.Api.Authentication;
using Kube.Api.Authentication.ServiceAccounts;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Store;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Authentication.ServiceAccounts;

public sealed class ServiceAccountTokenTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly ApiUnderTest _api;

    public ServiceAccountTokenTests() =>
        _api = new(services => services.AddSingleton<TimeProvider>(_time), static api => api.AddServiceAccountTokens());

    public async ValueTask InitializeAsync()
    {
        await _api.AddNamespacesAsync("one");
        await _api.CreateAsync("serviceaccounts", "one", """{"metadata":{"name":"robot"}}""");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Authenticate_TokenOfAnAccount_IsThatAccount()
    {
        var token = await RequestAsync(new V1TokenRequestSpec());
        var user = await AuthenticateAsync(token);
        Assert.Equal("system:serviceaccount:one:robot", user?.Name);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:one", "system:authenticated"], user!.Groups);
    }

    [Fact]
    public async Task Authenticate_TokenAfterItsTime_IsRefused()
    {
        var token = await RequestAsync(new V1TokenRequestSpec { ExpirationSeconds = 600 });
        _time.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull(await AuthenticateAsync(token));
        _time.Advance(TimeSpan.FromSeconds(62));
        Assert.Null(await AuthenticateAsync(token));
    }

    [Fact]
    public async Task Authenticate_AccountMadeAnew_RefusesTheOldOnesToken()
    {
        var token = await RequestAsync(new V1TokenRequestSpec());
        await _api.DeleteAsync("serviceaccounts", "one", "robot");
        Assert.Null(await AuthenticateAsync(token));
        await _api.CreateAsync("serviceaccounts", "one", """{"metadata":{"name":"robot"}}""");
        Assert.Null(await AuthenticateAsync(token));
    }

    [Fact]
    public async Task Authenticate_BoundSecretDeleted_RefusesTheToken()
    {
        await _api.CreateAsync("secrets", "one", """{"metadata":{"name":"bound"}}""");
        var token = await RequestAsync(new V1TokenRequestSpec { BoundObjectRef = new() { ApiVersion = "v1", Kind = "Secret", Name = "bound" } });
        Assert.NotNull(await AuthenticateAsync(token));
        await _api.DeleteAsync("secrets", "one", "bound");
        Assert.Null(await AuthenticateAsync(token));
    }

    [Fact]
    public async Task Authenticate_TokenForOthers_IsRefused() =>
        Assert.Null(await AuthenticateAsync(await RequestAsync(new V1TokenRequestSpec { Audiences = ["vault"] })));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Authenticate_OneLetterOfATokenChanged_IsRefused(int part)
    {
        var parts = (await RequestAsync(new V1TokenRequestSpec())).Split('.');
        var letters = parts[part].ToCharArray();
        letters[5] = letters[5] == 'A' ? 'B' : 'A';
        parts[part] = new string(letters);
        Assert.Null(await AuthenticateAsync(string.Join('.', parts)));
    }

    [Fact]
    public async Task Authenticate_UnsignedToken_IsRefused()
    {
        var parts = (await RequestAsync(new V1TokenRequestSpec())).Split('.');
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"none"}"""));
        Assert.Null(await AuthenticateAsync($"{header}.{parts[1]}."));
    }

    [Fact]
    public async Task Keys_Published_VerifyTheTokens()
    {
        var parts = (await RequestAsync(new V1TokenRequestSpec())).Split('.');
        using var keys = JsonDocument.Parse(_api.Get<IssuerDiscovery>().Keys);
        var key = keys.RootElement.GetProperty("keys")[0];
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()), Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
        });
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        Assert.True(rsa.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public async Task Request_PodOfAnotherAccount_IsRefused()
    {
        await _api.CreateAsync(
            "pods", "one", """{"metadata":{"name":"p"},"spec":{"serviceAccountName":"other","containers":[{"name":"c","image":"i"}]}}""");
        var refused = await Assert.ThrowsAsync<BadRequestException>(
            () => RequestAsync(new V1TokenRequestSpec { BoundObjectRef = new() { ApiVersion = "v1", Kind = "Pod", Name = "p" } }));
        Assert.Equal("cannot bind token for serviceaccount \"robot\" to pod running with different serviceaccount name.", refused.Message);
    }

    [Fact]
    public void Key_LoadedFromItsFile_IsTheOneThatWasMade()
    {
        using var directory = new TemporaryDirectory();
        var options = Microsoft.Extensions.Options.Options.Create(new ServiceAccountTokenOptions { KeyFile = directory.Combine("sa.key") });
        using var made = new SigningKey(options);
        using var loaded = new SigningKey(options);
        Assert.Equal(made.Id, loaded.Id);
        Assert.True(loaded.Verify("text"u8, made.Sign("text"u8)));
    }

    private async Task<string> RequestAsync(V1TokenRequestSpec spec)
    {
        var request = _api.Request("create", "serviceaccounts", "one", "robot", "token");
        var made = await _api.Writer.CreateAsync(
            request,
            RequestBody.FromObject(new Authenticationv1TokenRequest { ApiVersion = "authentication.k8s.io/v1", Kind = "TokenRequest", Metadata = new(), Spec = spec }),
            WriteOptions.Default,
            ApiUnderTest.Cancel);
        return ((Authenticationv1TokenRequest)made.Decode()).Status!.Token;
    }

    private ValueTask<UserInfo?> AuthenticateAsync(string token) => _api.Get<RequestAuthenticator>().AuthenticateAsync(new Credentials(token, null), ApiUnderTest.Cancel);
}
