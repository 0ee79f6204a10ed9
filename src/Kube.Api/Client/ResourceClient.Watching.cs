using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.Client;

internal sealed partial class ResourceClient<T>
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<ResourceEvent<T>> WatchAsync(
        string ns, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = await RequestAsync(Verbs.Watch, new(ns, ""), cancellationToken);
        var bookmarks = options.AllowWatchBookmarks;
        // Bookmarks keep the place to resume from young, also when the caller does not want to see them.
        options = options with { AllowWatchBookmarks = true };
        var wait = s_firstWait;
        var place = "";
        while (true)
        {
            await using var events = transport.WatchAsync(request, place.Length == 0 ? options : After(options, place), cancellationToken).GetAsyncEnumerator(cancellationToken);
            // Before the bookmark that ends them, initial events are not in the order of revisions: no place to resume from.
            var isInOrder = place.Length > 0 || (options.SendInitialEvents != true && options.ResourceVersion is not ("" or "0"));
            while (await MoveNextAsync(events) is { } change)
            {
                wait = s_firstWait;
                var isBookmark = change.Type == WatchEventType.Bookmark;
                isInOrder |= isBookmark;
                if (isInOrder) place = change.ResourceVersion;
                if (isBookmark && !bookmarks) continue;
                yield return new(change.Type, (T)change.Object, change.ResourceVersion, change.EndsInitialEvents);
            }

            cancellationToken.ThrowIfCancellationRequested();
            // A second go would send the objects anew, and nothing would tell of those that went between the two.
            if (options.SendInitialEvents == true && place.Length == 0) throw new IOException("the watch ended before it had sent what there was at its start");
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < s_longestWait ? wait * 2 : s_longestWait;
        }
    }

    private static ListOptions After(ListOptions options, string revision) =>
        options with { ResourceVersion = revision, ResourceVersionMatch = "", SendInitialEvents = null };

    private static async ValueTask<ResourceEvent<Models.IKubernetesObject>?> MoveNextAsync(
        IAsyncEnumerator<ResourceEvent<Models.IKubernetesObject>> events)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The connection is lost; the loop opens another one from where this one was.
            return null;
        }
    }
}
