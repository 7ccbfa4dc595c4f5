//! The client against our KDC and broker, and against brokers that misbehave by script.

mod authentication;
mod group;
mod records;
mod scripted;
mod world;
