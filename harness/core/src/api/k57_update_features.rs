//! UpdateFeatures (API key 57), versions 0 to 2 (KIP-584, KIP-778), with the checks and texts of
//! Kafka's `FeatureControlManager`.
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller. Levels are kept and
//! shown; only what clients make of them changes.

use kerbside_kafka_wire::k57_update_features::{
    FeatureUpdateKey, UpdatableFeatureResult, UpdateFeaturesRequest, UpdateFeaturesResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;

/// The first version in which a downgrade says how safe it is to be.
const NAMES_UPGRADE_TYPE: i16 = 1;
/// The first version that answers for all features at once.
const ONE_RESULT: i16 = 2;

const UPGRADE: i8 = 1;
const SAFE_DOWNGRADE: i8 = 2;
const UNSAFE_DOWNGRADE: i8 = 3;

pub(super) struct UpdateFeatures;

impl Api for UpdateFeatures {
    type Request = UpdateFeaturesRequest;
    type Response = UpdateFeaturesResponse;

    fn answer(
        request: UpdateFeaturesRequest,
        call: &mut Call<'_>,
    ) -> Answer<UpdateFeaturesResponse> {
        if let Err(text) = call.check_on_cluster(Operation::ALTER) {
            return Answer::Now(UpdateFeaturesResponse {
                error_code: ErrorCode::CLUSTER_AUTHORIZATION_FAILED,
                error_message: Some(text.into()),
                ..UpdateFeaturesResponse::default()
            });
        }
        let mut levels = Vec::with_capacity(request.feature_updates.len());
        for update in &request.feature_updates {
            match check(update, call) {
                Ok(level) => levels.push(level),
                Err(why) => {
                    let text = format!(
                        "The update failed for all features since the following feature had an \
                         error: {why}"
                    );
                    return Answer::Now(UpdateFeaturesResponse {
                        error_code: ErrorCode::INVALID_UPDATE_VERSION,
                        error_message: Some(StrBytes::from(text)),
                        ..UpdateFeaturesResponse::default()
                    });
                }
            }
        }
        if !request.validate_only {
            call.cluster().set_feature_levels(&levels);
        }
        let mut response =
            UpdateFeaturesResponse { error_message: None, ..UpdateFeaturesResponse::default() };
        if call.version < ONE_RESULT {
            let result = |it: &FeatureUpdateKey| UpdatableFeatureResult {
                feature: it.feature.clone(),
                error_message: Some(StrBytes::from_static("NONE")),
                ..UpdatableFeatureResult::default()
            };
            response.results = request.feature_updates.iter().map(result).collect();
        }
        Answer::Now(response)
    }

    fn refuse(_: &UpdateFeaturesRequest, error_code: ErrorCode, _: i16) -> UpdateFeaturesResponse {
        UpdateFeaturesResponse {
            error_code,
            error_message: error_text::general(error_code),
            ..UpdateFeaturesResponse::default()
        }
    }
}

/// The feature and its level, or Kafka's text.
fn check(update: &FeatureUpdateKey, call: &Call<'_>) -> Result<(&'static str, i16), String> {
    let (name, level) = (update.feature.as_str(), update.max_version_level);
    let invalid = |why: String| format!("Invalid update version {level} for feature {name}. {why}");
    let upgrade_type = match call.version {
        NAMES_UPGRADE_TYPE.. => update.upgrade_type,
        _ => UPGRADE,
    };
    if !matches!(upgrade_type, UPGRADE | SAFE_DOWNGRADE | UNSAFE_DOWNGRADE) {
        return Err(invalid("The controller does not support the given upgrade type.".to_owned()));
    }
    if level < 0 {
        return Err(invalid("A feature version cannot be less than 0.".to_owned()));
    }
    let controller = call.cluster().controller();
    let features = call.cluster().features(&call.node.dialect);
    let Some(feature) = features.iter().find(|it| it.name == name) else {
        return Err(invalid(match level {
            0 => format!("Feature {name} not found."),
            _ => format!("Local controller {controller} does not support this feature."),
        }));
    };
    let (min, max) = (feature.min, feature.max);
    if !(min..=max).contains(&level) {
        let text = format!("Local controller {controller} only supports versions {min}-{max}");
        return Err(invalid(text));
    }
    let present = feature.finalized;
    if level < present {
        check_downgrade(name, present, level, upgrade_type).map_err(|why| match why {
            Downgrade::Refused(why) => invalid(why.to_owned()),
            Downgrade::OfMetadata(why) => why,
        })?;
    } else if level > present && upgrade_type != UPGRADE {
        return Err(invalid("Can't downgrade to a newer version.".to_owned()));
    }
    Ok((feature.name, level))
}

/// Why a downgrade is refused.
enum Downgrade {
    Refused(&'static str),
    /// Kafka words these otherwise.
    OfMetadata(String),
}

fn check_downgrade(name: &str, from: i16, to: i16, upgrade_type: i8) -> Result<(), Downgrade> {
    match (name, upgrade_type) {
        (_, UPGRADE) => Err(Downgrade::Refused(
            "Can't downgrade the version of this feature without setting the upgrade type to \
             either safe or unsafe downgrade.",
        )),
        ("kraft.version", _) => {
            Err(Downgrade::Refused("Can't downgrade the version of this feature."))
        }
        ("metadata.version", safety) => {
            let why = match safety {
                UNSAFE_DOWNGRADE => "Unsafe metadata downgrade is not supported in this version.",
                _ => {
                    "Refusing to perform the requested downgrade because it might delete metadata \
                     information."
                }
            };
            let text = format!("Unsupported metadata.version downgrade from {from} to {to}. {why}");
            Err(Downgrade::OfMetadata(text))
        }
        _ => Ok(()),
    }
}
