using System.Collections.Concurrent;
using System.Globalization;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Benchmarks.Controllers;

/// <summary>Counts the requests of every component, by verb and resource, and those that failed: what a cluster does for a pod.</summary>
internal sealed class RequestCounts(IObjectReader reader, IObjectWriter writer) : IObjectReader, IObjectWriter
{
    private readonly ConcurrentDictionary<(string User, string Verb, string Resource, string Outcome), long> _counts = [];

    public void Reset() => _counts.Clear();

    public void Print(TextWriter output, int pods)
    {
        foreach (var ((user, verb, resource, outcome), count) in _counts.OrderByDescending(static one => one.Value).ThenBy(static one => one.Key.User, StringComparer.Ordinal))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,8} {(double)count / pods,6:0.00} per pod  {verb,-16} {resource,-44} {user} {outcome}"));
    }

    public ValueTask<ObjectResult> GetAsync(RequestInfo request, GetOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, reader.GetAsync(request, options, cancellationToken));

    public ValueTask<ListResult> ListAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, reader.ListAsync(request, options, cancellationToken));

    public ValueTask<ObjectWatch> WatchAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, reader.WatchAsync(request, options, cancellationToken));

    public ValueTask<ObjectResult> CreateAsync(RequestInfo request, RequestBody body, WriteOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, writer.CreateAsync(request, body, options, cancellationToken));

    public ValueTask<ObjectResult> UpdateAsync(RequestInfo request, RequestBody body, WriteOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, writer.UpdateAsync(request, body, options, cancellationToken));

    public ValueTask<ObjectResult> PatchAsync(RequestInfo request, PatchBody patch, WriteOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, writer.PatchAsync(request, patch, options, cancellationToken));

    public ValueTask<ObjectResult> DeleteAsync(RequestInfo request, V1DeleteOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, writer.DeleteAsync(request, options, cancellationToken));

    public ValueTask<ListResult> DeleteCollectionAsync(RequestInfo request, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken) =>
        CountAsync(request, writer.DeleteCollectionAsync(request, selection, options, cancellationToken));

    private async ValueTask<T> CountAsync<T>(RequestInfo request, ValueTask<T> call)
    {
        var outcome = "";
        try
        {
            return await call;
        }
        catch (Exception e)
        {
            outcome = e.GetType().Name;
            throw;
        }
        finally
        {
            var user = request.User.Name.StartsWith("system:node:", StringComparison.Ordinal) ? "system:node" : request.User.Name;
            var resource = request.Resource.Resource.Qualified + (request.Subresource.Length == 0 ? "" : "/" + request.Subresource);
            _counts.AddOrUpdate((user, request.Verb, resource, outcome), 1, static (_, count) => count + 1);
        }
    }
}
