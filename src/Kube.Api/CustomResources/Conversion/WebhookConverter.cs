using System.Text;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Api.Validation;
using Kube.Api.Webhooks;

namespace Kube.Api.CustomResources.Conversion;

/// <summary>Converts by asking a webhook with a <c>ConversionReview</c> (upstream's <c>conversion/webhook_converter.go</c>, 1.36). Labels and annotations are its to change, no other metadata.</summary>
internal sealed class WebhookConverter(WebhookCaller caller, IRandomSource random, WebhookEndpoint endpoint, string reviewVersion) : IObjectConverter
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    public async ValueTask<IReadOnlyList<TreeObject>> ConvertAsync(IReadOnlyList<TreeObject> objects, string apiVersion, CancellationToken cancellationToken)
    {
        var kind = Kind(objects[0]);
        var uid = random.NewUid();
        ReadOnlyMemory<byte> answer;
        try
        {
            answer = await caller.AskAsync(endpoint, Question(objects, apiVersion, uid), s_timeout, cancellationToken);
        }
        catch (WebhookException e)
        {
            throw Failed(kind, e.Message);
        }

        var converted = Read(answer, uid, kind);
        if (converted.Count != objects.Count) throw new UnclassifiedException($"conversion webhook for {kind} returned {converted.Count} objects, expected {objects.Count}");
        var result = new TreeObject[objects.Count];
        for (var i = 0; i < result.Length; i++) result[i] = Check(objects[i], converted[i], i, apiVersion, kind);
        return result;
    }

    private static UnclassifiedException Failed(string kind, string why) => new($"conversion webhook for {kind} failed: {why}");

    private static string Kind(TreeObject obj) => $"{obj.GetString("apiVersion"u8)}, Kind={obj.GetString("kind"u8)}";

    private byte[] Question(IReadOnlyList<TreeObject> objects, string apiVersion, string uid) => TreeObject.Of(
        new TreeMember("kind", TreeString.Of("ConversionReview")),
        new TreeMember("apiVersion", TreeString.Of($"apiextensions.k8s.io/{reviewVersion}")),
        new TreeMember("request", TreeObject.Of(
            new TreeMember("uid", TreeString.Of(uid)),
            new TreeMember("desiredAPIVersion", TreeString.Of(apiVersion)),
            new TreeMember("objects", TreeArray.Of([.. objects]))))).ToUtf8();

    private TreeArray Read(ReadOnlyMemory<byte> answer, string uid, string kind)
    {
        TreeObject? review;
        try
        {
            review = TreeNode.Parse(answer) as TreeObject;
        }
        catch (TreeFormatException e)
        {
            throw Failed(kind, e.Message);
        }

        if (review?.GetString("kind"u8) != "ConversionReview" || review.GetString("apiVersion"u8) != $"apiextensions.k8s.io/{reviewVersion}")
            throw Failed(kind, $"invalid response: expected webhook response of apiextensions.k8s.io/{reviewVersion}, Kind=ConversionReview, got {review?.GetString("apiVersion"u8)}, Kind={review?.GetString("kind"u8)}");
        if (review.GetObject("response"u8) is not { } response) throw Failed(kind, "no response provided");
        if (response.GetString("uid"u8) != uid) throw Failed(kind, $"expected response.uid={BadValue.Quote(uid)}, got {BadValue.Quote(response.GetString("uid"u8) ?? "")}");
        var result = response.GetObject("result"u8);
        if (result?.GetString("status"u8) == "Success") return response.GetArray("convertedObjects"u8) ?? TreeArray.Empty;
        if (result?.GetString("message"u8) is { Length: > 0 } message) throw Failed(kind, message);
        throw Failed(kind, result is null ? "response.result.status was '', not 'Success'" : $"response.result.status was '{result.GetString("status"u8)}', not 'Success'");
    }

    private static TreeObject Check(TreeObject original, TreeNode node, int index, string apiVersion, string kind)
    {
        if (node is not TreeObject converted) throw Invalid("object is no object");
        var version = converted.GetString("apiVersion"u8) ?? "";
        if (version != apiVersion) throw Invalid($"invalid groupVersion (expected {apiVersion}, received {version})");
        if (converted.GetString("kind"u8) != original.GetString("kind"u8))
            throw Invalid($"invalid kind (expected {original.GetString("kind"u8)}, received {converted.GetString("kind"u8)})");
        var before = original.GetObject("metadata"u8) ?? TreeObject.Empty;
        if (converted["metadata"u8] is not (null or TreeObject)) throw InvalidMetadata("missing metadata in converted object");
        var after = converted.GetObject("metadata"u8) ?? TreeObject.Empty;
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid"])
        {
            var (was, now) = ((before[name] as TreeString)?.Value ?? "", (after[name] as TreeString)?.Value ?? "");
            if (was != now) throw InvalidMetadata($"must have the same {(name == "uid" ? "UID" : name)}: {was} != {now}");
        }

        // Whatever else it says of the metadata is not heard.
        var metadata = before.Without("labels"u8).Without("annotations"u8);
        foreach (var name in (ReadOnlySpan<string>)["labels", "annotations"])
            if (after[name] is TreeObject kept) metadata = metadata.With(name, kept);
        return converted.With("metadata"u8, metadata);

        UnclassifiedException Invalid(string why) => new($"conversion webhook for {kind} returned invalid converted object at index {index}: {why}");
        UnclassifiedException InvalidMetadata(string why) => new($"conversion webhook for {kind} returned invalid metadata in object at index {index}: {why}");
    }
}
