using Kube.Node.Cri.Protos;
using Kube.Shared.Grpc;

namespace Kube.Node.Cri;

/// <summary>The calls of CRI's image service.</summary>
internal static class ImageCalls
{
    private const string Service = "runtime.v1.ImageService";

    public static GrpcMethod<ListImagesRequest, ListImagesResponse> ListImages { get; } =
        new(Service, "ListImages", ListImagesRequest.Parser, ListImagesResponse.Parser);

    public static GrpcMethod<StreamImagesRequest, StreamImagesResponse> StreamImages { get; } =
        new(Service, "StreamImages", StreamImagesRequest.Parser, StreamImagesResponse.Parser);

    public static GrpcMethod<ImageStatusRequest, ImageStatusResponse> ImageStatus { get; } =
        new(Service, "ImageStatus", ImageStatusRequest.Parser, ImageStatusResponse.Parser);

    public static GrpcMethod<PullImageRequest, PullImageResponse> PullImage { get; } =
        new(Service, "PullImage", PullImageRequest.Parser, PullImageResponse.Parser);

    public static GrpcMethod<RemoveImageRequest, RemoveImageResponse> RemoveImage { get; } =
        new(Service, "RemoveImage", RemoveImageRequest.Parser, RemoveImageResponse.Parser);

    public static GrpcMethod<ImageFsInfoRequest, ImageFsInfoResponse> ImageFsInfo { get; } =
        new(Service, "ImageFsInfo", ImageFsInfoRequest.Parser, ImageFsInfoResponse.Parser);
}
