using Kube.Api.Client;
using Kube.Api.Kubernetes.Bootstrap;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes.Bootstrap;

public sealed class FlowControlBootstrapTests : IAsyncLifetime
{
    private const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";
    private readonly ApiUnderTest _api = new(add: static api => api.AddClusterBootstrap());

    private IResourceClient<V1FlowSchema> Schemas => _api.Client.For<V1FlowSchema>();

    public async ValueTask InitializeAsync() => await KeepAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("catch-all")]
    [InlineData("probes")]
    public async Task Default_ThatWasDeleted_IsMadeAnew(string name)
    {
        await Schemas.DeleteAsync(new ObjectKey(name), new V1DeleteOptions(), ApiUnderTest.Cancel);
        await KeepAsync();
        var made = await Schemas.GetAsync(new ObjectKey(name), ApiUnderTest.Cancel);
        Assert.Equal("true", made.Metadata.Annotations![AutoUpdate]);
    }

    [Theory]
    [InlineData("catch-all", "false", "true", true)]                       // a mandatory one is kept whatever is said
    [InlineData("probes", "true", "true", true)]
    [InlineData("probes", "false", "false", false)]
    [InlineData("probes", null, "false", false)]                           // changed, and nothing said: it is the administrator's now
    public async Task Default_ThatWasChanged_IsRestoredAsItsAnnotationSays(string name, string? said, string expected, bool isRestored)
    {
        var schema = await Schemas.GetAsync(new ObjectKey(name), ApiUnderTest.Cancel);
        var precedence = schema.Spec.MatchingPrecedence;
        schema.Spec.MatchingPrecedence = 7777;
        schema.Metadata.Annotations = said is null ? null : new() { [AutoUpdate] = said };
        await Schemas.UpdateAsync(schema, WriteOptions.Default, ApiUnderTest.Cancel);

        await KeepAsync();

        var kept = await Schemas.GetAsync(new ObjectKey(name), ApiUnderTest.Cancel);
        Assert.Equal((expected, isRestored ? precedence : 7777), (kept.Metadata.Annotations![AutoUpdate], kept.Spec.MatchingPrecedence));
    }

    private Task KeepAsync() => _api.Get<FlowControlBootstrap>().RunAsync(ApiUnderTest.Cancel);
}
