using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Requests;
using Kube.Testing.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kube.Api.Tests.Requests;

public sealed class EventLifetimeTests
{
    private const string Event = """{"metadata":{"name":"e","namespace":"n"},"involvedObject":{"kind":"Pod","namespace":"n","name":"p"},"reason":"r","message":"m","type":"Normal"}""";

    [Fact]
    public async Task Event_AfterItsLifetime_IsGone()
    {
        var time = new ManualTime();
        await using var api = new ApiUnderTest(services => services.AddSingleton<TimeProvider>(time));
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("events", "n", Event);
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"stays"}}""");

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(await GetAsync(api));
        time.Advance(TimeSpan.FromMinutes(3));
        // The end of a lease is written by a loop of its own, which may have been about to wait when the clock moved: the clock goes on until it has looked.
        while (await IsThereAsync(api))
        {
            ApiUnderTest.Cancel.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Single((await api.ListAsync("configmaps", "n")).Items);
    }

    [Fact]
    public async Task Event_UpdatedMeanwhile_LivesFromThenOn()
    {
        var time = new ManualTime();
        await using var api = new ApiUnderTest(services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.Configure<KubeApiOptions>(options => options.EventLifetime = TimeSpan.FromMinutes(10));
        });
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("events", "n", Event);
        time.Advance(TimeSpan.FromMinutes(9));
        await api.PatchAsync("events", "n", "e", """{"count":2}""");
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(await GetAsync(api));
    }

    private static async Task<bool> IsThereAsync(ApiUnderTest api)
    {
        try
        {
            await GetAsync(api);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static async Task<ObjectResult> GetAsync(ApiUnderTest api) =>
        await api.Reader.GetAsync(api.Request(Verbs.Get, "events", "n", "e"), GetOptions.Default, ApiUnderTest.Cancel);
}
