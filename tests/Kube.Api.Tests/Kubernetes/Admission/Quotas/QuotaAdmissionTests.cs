using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes.Admission.Quotas;

public sealed class QuotaAdmissionTests : IAsyncLifetime
{
    private readonly ApiUnderTest _api = new(static api => api.AddKubernetesAdmission());

    public async ValueTask InitializeAsync()
    {
        await _api.AddNamespacesAsync("one");
        await _api.CreateAsync("resourcequotas", "one", """{"metadata":{"name":"q"},"spec":{"hard":{"configmaps":"2","count/secrets":"5"}}}""");
        await _api.PatchAsync(
            "resourcequotas", "one", "q", """{"status":{"hard":{"configmaps":"2","count/secrets":"5"},"used":{"configmaps":"0","count/secrets":"0"}}}""", subresource: "status");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Create_UpToTheLimitAndOneMore_CountsAndThenRefuses()
    {
        await _api.CreateAsync("configmaps", "one", """{"metadata":{"name":"a"}}""");
        await _api.CreateAsync("configmaps", "one", """{"metadata":{"name":"b"}}""");
        await _api.CreateAsync("secrets", "one", """{"metadata":{"name":"s"}}""");
        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => _api.CreateAsync("configmaps", "one", """{"metadata":{"name":"c"}}"""));
        Assert.Equal("configmaps \"c\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=2, limited: configmaps=2", refused.Message);

        var quota = await _api.Client.For<V1ResourceQuota>().GetAsync(new("one", "q"), ApiUnderTest.Cancel);
        Assert.Equal("2", quota.Status!.Used!["configmaps"].ToString());
        Assert.Equal("1", quota.Status.Used["count/secrets"].ToString());
    }

    [Fact]
    public async Task Create_ManyAtOnce_LetsInNoMoreThanTheLimit()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(async number =>
        {
            try
            {
                await _api.CreateAsync("configmaps", "one", $$$"""{"metadata":{"name":"m{{{number}}}"}}""");
                return 1;
            }
            catch (ForbiddenException)
            {
                return 0;
            }
        }));
        Assert.Equal(2, made.Sum());
    }
}
