// Made by generate.ts from the OpenAPI document.
export interface paths {
    "/v1/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finds out what is wrong with an image, and does what helps. */
        post: operations["restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/denoise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes noise from an image. */
        post: operations["denoise"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deblur": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes a known blur. */
        post: operations["deblur"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/upscale": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enlarges an image. */
        post: operations["upscale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inpaint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fills in the pixels that are bright in a mask. */
        post: operations["inpaint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes the blocks and rings of JPEG compression. */
        post: operations["deblock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/despeckle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes specks of dust and impulse noise. */
        post: operations["despeckle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Estimates the noise in an image. */
        post: operations["estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/examine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finds out what is wrong with an image, and what helps. */
        post: operations["examine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finds out what is wrong with an image, and does what helps, later. */
        post: operations["restoreJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/denoise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes noise from an image, later. */
        post: operations["denoiseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/deblur": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes a known blur, later. */
        post: operations["deblurJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/upscale": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enlarges an image, later. */
        post: operations["upscaleJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/inpaint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fills in the pixels that are bright in a mask, later. */
        post: operations["inpaintJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/deblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes the blocks and rings of JPEG compression, later. */
        post: operations["deblockJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/despeckle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes specks of dust and impulse noise, later. */
        post: operations["despeckleJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Estimates the noise in an image, later. */
        post: operations["estimateJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/examine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finds out what is wrong with an image, and what helps, later. */
        post: operations["examineJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status of a job. */
        get: operations["job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The restored image of a job; of an estimate or examination, the facts. */
        get: operations["jobResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status of a job as server-sent events, until it is done. */
        get: operations["jobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            status: number;
            title: string;
            detail: string;
            requestId: string;
        };
        Noise: {
            /** @description in gray levels, 0..255; for colour, that of the intensity */
            noiseLevel: number;
            /** @description such as luma 6.2, chroma 9.8, correlated, JPEG quality 92 */
            found?: string;
            width: number;
            height: number;
            /** @enum {unknown} */
            channels: 1 | 3;
        };
        Examination: {
            /** @description in gray levels, 0..255; for colour, that of the intensity */
            noiseLevel: number;
            /** @description such as luma 6.2, chroma 9.8, correlated, JPEG quality 92 */
            found?: string;
            width: number;
            height: number;
            /** @enum {unknown} */
            channels: 1 | 3;
            /** @description the blur, as deblur takes it, such as motion:9.1,30 */
            kernel?: string;
            /** @description if it is a JPEG, or was one */
            jpegQuality?: number;
            /**
             * @description the task that helps; absent if nothing is wrong
             * @enum {unknown}
             */
            remedy?: "denoise" | "despeckle" | "deblur" | "deblock";
        };
        Job: {
            /** @description the same for the same image and options */
            id: string;
            /** @enum {unknown} */
            task: "restore" | "denoise" | "deblur" | "upscale" | "inpaint" | "deblock" | "despeckle" | "estimate" | "examine";
            /** @enum {unknown} */
            state: "waiting" | "active" | "completed" | "failed";
            progress: number;
            attempts: number;
            /** @description what is wrong with the image or the options, or internal error */
            reason?: string;
            /** @description when it completed or failed, in milliseconds since 1970 */
            finished?: number;
            result?: {
                /** @description in gray levels, 0..255; for colour, that of the intensity */
                noiseLevel: number;
                /** @description such as luma 6.2, chroma 9.8, correlated, JPEG quality 92 */
                found?: string;
                width: number;
                height: number;
                /** @enum {unknown} */
                channels: 1 | 3;
                /** @description the blur, as deblur takes it, such as motion:9.1,30 */
                kernel?: string;
                /** @description if it is a JPEG, or was one */
                jpegQuality?: number;
                /** @enum {unknown} */
                remedy?: "denoise" | "despeckle" | "deblur" | "deblock";
                /**
                 * @description of restore: what was done
                 * @enum {unknown}
                 */
                chosen?: "denoise" | "despeckle" | "deblur" | "deblock";
            };
            links: {
                self: string;
                events: string;
                result: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    restore: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    denoise: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description noise to look for if no level is given (default: camera; also film, JPEG) */
                noise?: "camera" | "gaussian";
                /** @description factor for the noise level of colour (default: strength) */
                chromaStrength?: number;
                selfEnsemble?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                    /** @description factor for the noise level of colour (default: strength) */
                    chromaStrength?: number;
                    selfEnsemble?: boolean;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                    /** @description factor for the noise level of colour (default: strength) */
                    chromaStrength?: number;
                    selfEnsemble?: boolean;
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deblur: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
                /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part; auto estimates it from the image */
                kernel?: string;
                /** @description what lies beyond the edges of the image: valid means unknown (default: valid) */
                boundary?: "valid" | "circular" | "symmetric" | "replicate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part; auto estimates it from the image */
                    kernel?: string;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /**
                     * @description what lies beyond the edges of the image: valid means unknown (default: valid)
                     * @enum {unknown}
                     */
                    boundary?: "valid" | "circular" | "symmetric" | "replicate";
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    kernel?: string | {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /**
                     * @description what lies beyond the edges of the image: valid means unknown (default: valid)
                     * @enum {unknown}
                     */
                    boundary?: "valid" | "circular" | "symmetric" | "replicate";
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upscale: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
                /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part */
                kernel?: string;
                /** @description required: factor of width and height */
                scale?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part */
                    kernel?: string;
                    /** @description required: factor of width and height */
                    scale?: number;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part */
                    kernel?: string;
                    /** @description required: factor of width and height */
                    scale?: number;
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inpaint: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** Format: binary */
                    mask: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                };
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    mask: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deblock: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
                /** @description quality that an image in another format once had as JPEG; for a JPEG, it is read from the file */
                jpegQuality?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description quality that an image in another format once had as JPEG; for a JPEG, it is read from the file */
                    jpegQuality?: number;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description quality that an image in another format once had as JPEG; for a JPEG, it is read from the file */
                    jpegQuality?: number;
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    despeckle: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    estimate: {
        parameters: {
            query?: {
                /** @description noise to look for if no level is given (default: camera; also film, JPEG) */
                noise?: "camera" | "gaussian";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Noise"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    examine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                };
            };
        };
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Examination"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    denoiseJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description noise to look for if no level is given (default: camera; also film, JPEG) */
                noise?: "camera" | "gaussian";
                /** @description factor for the noise level of colour (default: strength) */
                chromaStrength?: number;
                selfEnsemble?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                    /** @description factor for the noise level of colour (default: strength) */
                    chromaStrength?: number;
                    selfEnsemble?: boolean;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                    /** @description factor for the noise level of colour (default: strength) */
                    chromaStrength?: number;
                    selfEnsemble?: boolean;
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deblurJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
                /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part; auto estimates it from the image */
                kernel?: string;
                /** @description what lies beyond the edges of the image: valid means unknown (default: valid) */
                boundary?: "valid" | "circular" | "symmetric" | "replicate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part; auto estimates it from the image */
                    kernel?: string;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /**
                     * @description what lies beyond the edges of the image: valid means unknown (default: valid)
                     * @enum {unknown}
                     */
                    boundary?: "valid" | "circular" | "symmetric" | "replicate";
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    kernel?: string | {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /**
                     * @description what lies beyond the edges of the image: valid means unknown (default: valid)
                     * @enum {unknown}
                     */
                    boundary?: "valid" | "circular" | "symmetric" | "replicate";
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upscaleJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
                /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part */
                kernel?: string;
                /** @description required: factor of width and height */
                scale?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part */
                    kernel?: string;
                    /** @description required: factor of width and height */
                    scale?: number;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description the blur: gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE; or send it as a part */
                    kernel?: string;
                    /** @description required: factor of width and height */
                    scale?: number;
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inpaintJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** Format: binary */
                    mask: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                };
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    mask: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deblockJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
                /** @description quality that an image in another format once had as JPEG; for a JPEG, it is read from the file */
                jpegQuality?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description quality that an image in another format once had as JPEG; for a JPEG, it is read from the file */
                    jpegQuality?: number;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                    /** @description quality that an image in another format once had as JPEG; for a JPEG, it is read from the file */
                    jpegQuality?: number;
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    despeckleJob: {
        parameters: {
            query?: {
                /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                noiseLevel?: number | "auto";
                /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                strength?: number;
                /** @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray) */
                model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                /** @description format of the response (default: by the Accept header, otherwise that of the image) */
                format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                /** @description quality of JPEG, WebP and AVIF (default: 90) */
                quality?: number;
                /** @description iterations of the solver */
                iterations?: number;
                /** @description how the solver uses the model */
                schedule?: "trained" | "plugAndPlay" | "paper";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /** @description standard deviation of the noise in gray levels, 0 to 255 (default: estimated) */
                    noiseLevel?: number | "auto";
                    /** @description factor for the noise level: below 1 keeps more detail, above 1 smooths more */
                    strength?: number;
                    /**
                     * @description one of the bundled models (default: generic to upscale and deblock, photo or colour for other colour images, otherwise gray)
                     * @enum {unknown}
                     */
                    model?: "gray" | "gray-tiny" | "gray-plus" | "gray-paper" | "generic" | "colour" | "colour-tiny" | "photo";
                    /**
                     * @description format of the response (default: by the Accept header, otherwise that of the image)
                     * @enum {unknown}
                     */
                    format?: "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";
                    /** @description quality of JPEG, WebP and AVIF (default: 90) */
                    quality?: number;
                    /** @description iterations of the solver */
                    iterations?: number;
                    /**
                     * @description how the solver uses the model
                     * @enum {unknown}
                     */
                    schedule?: "trained" | "plugAndPlay" | "paper";
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    estimateJob: {
        parameters: {
            query?: {
                /** @description noise to look for if no level is given (default: camera; also film, JPEG) */
                noise?: "camera" | "gaussian";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                    /**
                     * @description noise to look for if no level is given (default: camera; also film, JPEG)
                     * @enum {unknown}
                     */
                    noise?: "camera" | "gaussian";
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    examineJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    image: Blob;
                };
                "image/png": Blob;
                "image/jpeg": Blob;
                "image/webp": Blob;
                "image/tiff": Blob;
                "image/avif": Blob;
                "application/x-npy": Blob;
                "application/octet-stream": Blob;
                "application/json": {
                    image: {
                        /** @description key of a file that the service may read, such as 2024/05/photo.jpg */
                        key: string;
                    };
                };
            };
        };
        responses: {
            /** @description It is in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description None of the accepted formats can be sent. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bytes or pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image format is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image is absent, damaged, or does not match the options. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many images are waiting; retry after the seconds in Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": Blob;
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                    "image/tiff": Blob;
                    "image/avif": Blob;
                    "application/x-npy": Blob;
                    "application/json": components["schemas"]["Noise"] | components["schemas"]["Examination"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job is not done yet, or failed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer available. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
