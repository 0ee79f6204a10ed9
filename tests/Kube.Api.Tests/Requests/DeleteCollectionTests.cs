using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kube.Api.Tests.Requests;

public sealed class DeleteCollectionTests
{
    [Fact]
    public async Task DeleteCollection_ManyObjects_DeletesSomeAtATimeAndNoMore()
    {
        var gate = new Gate();
        await using var api = new ApiUnderTest(services =>
        {
            services.AddSingleton<IValidatingAdmission>(gate);
            services.Configure<KubeApiOptions>(options => options.DeleteCollectionWorkers = 4);
        });
        await api.AddNamespacesAsync("n");
        for (var i = 0; i < 8; i++) await api.CreateAsync("configmaps", "n", $$$"""{"metadata":{"name":"c{{{i}}}"}}""");

        var deleted = await api.Writer.DeleteCollectionAsync(
            api.Request(Verbs.DeleteCollection, "configmaps", "n"), ListOptions.Default, new V1DeleteOptions(), ApiUnderTest.Cancel);
        Assert.Equal(8, deleted.Items.Count());
        Assert.Empty((await api.ListAsync("configmaps", "n")).Items);
        Assert.Equal(4, gate.Most);
    }

    [Fact]
    public async Task DeleteCollection_OneRefused_FailsWithThatRefusal()
    {
        await using var api = new ApiUnderTest(services => services.AddSingleton<IValidatingAdmission>(new Gate { Refused = "c3" }));
        await api.AddNamespacesAsync("n");
        for (var i = 0; i < 5; i++) await api.CreateAsync("configmaps", "n", $$$"""{"metadata":{"name":"c{{{i}}}"}}""");
        var refusal = await Assert.ThrowsAsync<ForbiddenException>(async () => await api.Writer.DeleteCollectionAsync(
            api.Request(Verbs.DeleteCollection, "configmaps", "n"), ListOptions.Default, new V1DeleteOptions(), ApiUnderTest.Cancel));
        Assert.Equal("c3", refusal.Name);
        Assert.Equal("c3", Assert.Single((await api.ListAsync("configmaps", "n")).Items).Object.Facts.Name);
    }

    /// <summary>Lets deletions on only in fours, and counts how many are under way at most.</summary>
    private sealed class Gate : IValidatingAdmission
    {
        private const int AtOnce = 4;

        private readonly TaskCompletionSource[] _batches = [new(), new()];
        private int _arrived;
        private int _running;

        public string? Refused { get; init; }

        public int Most { get; private set; }

        public bool Handles(AdmissionRequest request) => request.Operation == Verbs.Delete;

        public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            if (Refused is not null)
            {
                if (request.OldObject?.Metadata.Name == Refused) throw new ForbiddenException(request.Resource.Resource, Refused, "no");
                return;
            }

            var arrived = Interlocked.Increment(ref _arrived);
            var running = Interlocked.Increment(ref _running);
            lock (_batches) Most = Math.Max(Most, running);
            var batch = _batches[(arrived - 1) / AtOnce];
            if (arrived % AtOnce == 0) batch.SetResult();
            await batch.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            Interlocked.Decrement(ref _running);
        }
    }
}
