using Kube.Api.Models;

namespace Kube.Api.Requests;

/// <summary>The writing operations on resources, free of any protocol: what the HTTP door and the in-process client share. Safe for concurrent use.</summary>
/// <remarks>Each call is authorized for the request's user first, then runs the write pipeline. Every failure is an <see cref="Errors.ApiException"/>.</remarks>
public interface IObjectWriter
{
    /// <summary>Creates an object, or runs the action of a resource or subresource that stores nothing.</summary>
    ValueTask<ObjectResult> CreateAsync(RequestInfo request, RequestBody body, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Replaces an object, or the part of it that a subresource stands for; creates it where the resource allows that.</summary>
    ValueTask<ObjectResult> UpdateAsync(RequestInfo request, RequestBody body, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Changes part of an object; an apply may create it.</summary>
    ValueTask<ObjectResult> PatchAsync(RequestInfo request, PatchBody patch, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes an object, or marks it when finalizers or grace keep it.</summary>
    /// <returns>The object that lives on, or the <c>Status</c> of success.</returns>
    ValueTask<ObjectResult> DeleteAsync(RequestInfo request, V1DeleteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes the objects of a collection one by one.</summary>
    /// <returns>The objects deleted, as they were.</returns>
    ValueTask<ListResult> DeleteCollectionAsync(RequestInfo request, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken);
}
