using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.Tests.Client.Caches;

/// <summary>A server of one resource that answers what the test says and tells what it was asked.</summary>
internal sealed class ScriptedReads : IResourceReads<V1ConfigMap>
{
    private readonly Channel<ListOptions> _watches = Channel.CreateUnbounded<ListOptions>();
    private readonly Channel<Func<IEnumerable<ResourceEvent<V1ConfigMap>>>> _answers = Channel.CreateUnbounded<Func<IEnumerable<ResourceEvent<V1ConfigMap>>>>();

    public bool KnowsStreamingLists { get; init; } = true;

    public Queue<ResourceList<V1ConfigMap>> Parts { get; } = new();

    public List<ListOptions> Lists { get; } = [];

    public static V1ConfigMap Object(string name, string revision, string uid = "") =>
        new() { Metadata = new() { Name = name, Namespace = "default", ResourceVersion = revision, Uid = uid.Length == 0 ? $"uid-{name}" : uid } };

    public static ResourceEvent<V1ConfigMap> Event(WatchEventType type, string name, string revision, string uid = "") => new(type, Object(name, revision, uid), revision);

    public static ResourceEvent<V1ConfigMap> Bookmark(string revision, bool endsInitial = false) =>
        new(WatchEventType.Bookmark, Object("", revision), revision, endsInitial);

    public void Send(params ResourceEvent<V1ConfigMap>[] events) => _answers.Writer.TryWrite(() => events);

    public void Fail(Exception failure) => _answers.Writer.TryWrite(() => throw failure);

    public ValueTask<ListOptions> NextWatchAsync() => _watches.Reader.ReadAsync(ApiUnderTest.Cancel);

    public ValueTask<V1ConfigMap> GetAsync(ObjectKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ResourceList<V1ConfigMap>> ListAsync(string ns, ListOptions options, CancellationToken cancellationToken)
    {
        Lists.Add(options);
        return new(Parts.Dequeue());
    }

    public IAsyncEnumerable<V1ConfigMap> ListAllAsync(string ns, ListOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async IAsyncEnumerable<ResourceEvent<V1ConfigMap>> WatchAsync(
        string ns, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.SendInitialEvents == true && !KnowsStreamingLists) throw new Errors.BadRequestException("unknown");
        _watches.Writer.TryWrite(options);
        await foreach (var answer in _answers.Reader.ReadAllAsync(cancellationToken))
            foreach (var change in answer()) yield return change;
    }
}
