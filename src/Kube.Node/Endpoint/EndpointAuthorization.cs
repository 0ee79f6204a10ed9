using System.Collections.Concurrent;
using Kube.Api.Authentication;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

/// <summary>Asks the API server whether a user may do something to a node, and remembers the answers for a while.</summary>
internal sealed class EndpointAuthorization(EndpointClient client, IOptions<NodeEndpointOptions> options, TimeProvider time)
{
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<Question, Answer> _answers = new();
    private readonly TimeSpan _yesTime = TimeSpan.FromSeconds(options.Value.AuthorizedCacheSeconds);
    private readonly TimeSpan _noTime = TimeSpan.FromSeconds(options.Value.UnauthorizedCacheSeconds);

    /// <summary>Whether the user may.</summary>
    /// <exception cref="Kube.Api.Errors.ApiException">The API server cannot say.</exception>
    public async ValueTask<bool> IsAllowedAsync(UserInfo user, string verb, string subresource, string node, CancellationToken cancellationToken)
    {
        // The API server's answer is known: it lets them do everything, too.
        if (user.IsIn(UserNames.MastersGroup)) return true;
        var question = new Question(Identity(user), verb, subresource, node);
        var now = time.GetUtcNow();
        if (_answers.TryGetValue(question, out var known) && now < known.Until) return known.IsAllowed;

        var review = new V1SubjectAccessReview
        {
            Spec = new()
            {
                User = user.Name,
                Uid = user.Uid,
                Groups = [.. user.Groups],
                Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(entry => entry.Key, entry => entry.Value.ToList()),
                ResourceAttributes = new() { Verb = verb, Version = "v1", Resource = "nodes", Subresource = subresource, Name = node },
            },
        };
        var answer = await client.Reviews.For<V1SubjectAccessReview>().CreateAsync(review, WriteOptions.Default, cancellationToken);
        var isAllowed = answer.Status?.Allowed == true;
        // Who asks as thousands of users makes it forget, not grow.
        if (_answers.Count >= MaxRemembered) _answers.Clear();
        _answers[question] = new Answer(isAllowed, now + (isAllowed ? _yesTime : _noTime));
        return isAllowed;
    }

    private static string Identity(UserInfo user) =>
        string.Join('\0', [user.Name, user.Uid ?? "", .. user.Groups, .. user.Extra.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}\u0001{string.Join('\u0001', entry.Value)}")]);

    private readonly record struct Question(string User, string Verb, string Subresource, string Node);

    private readonly record struct Answer(bool IsAllowed, DateTimeOffset Until);
}
